import { encodeJson, RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { getMethod } from "./message.ts";

/** Messages of which no call was recorded, as the original's types have them. */
const messages: readonly {
  readonly called: string;
  readonly params: string;
  readonly result: string;
  readonly id: string;
}[] = [
  {
    called: "L4.ConfigureHealthCheck",
    params:
      '{"Type":"lb1","BackendPort":80,"Healthy":2,"Unhealthy":3,"Interval":10000000000,"Timeout":5000000000}',
    result: '{"Type":"","Result":"healthcheck"}',
    id: "[message.L4.ConfigureHealthCheck]",
  },
  {
    called: "Metadata.List",
    params: '{"Path":"a/b"}',
    result: '{"Nodes":["c"]}',
    id: "[message.Metadata.List]",
  },
  {
    called: "Updatable.List",
    params: '{"Path":"."}',
    result: '{"Nodes":null}',
    id: "[message.Updatable.List]",
  },
  {
    called: "Resource.Commit",
    params: '{"Spec":{"ID":"r1","Properties":{"10":1,"9":2}},"Pretend":true}',
    result: '{"Details":"one"}',
    id: "[message.Resource.Commit]",
  },
  {
    called: "Resource.Destroy",
    params: '{"Spec":{"ID":"r1","Properties":null},"Pretend":false}',
    result: '{"Details":"two"}',
    id: "[message.Resource.Destroy]",
  },
  {
    called: "Resource.DescribeResources",
    params: '{"Spec":{"ID":"r1","Properties":null}}',
    result: '{"Details":"three"}',
    id: "[message.Resource.DescribeResources]",
  },
];

test.for(messages)(
  "$called is the same bytes after decode() and encode() $id",
  ({ called, params, result }) => {
    const method = getMethod(called);
    expect(encodeJson(method.params.encode(RawJson.fromText(params).decode(method.params)))).toBe(params);
    expect(encodeJson(method.result.encode(RawJson.fromText(result).decode(method.result)))).toBe(result);
  },
);

test.for(["-1", "1.5", '"1"'])("the size of a group cannot be read when it is %s [encoding.size]", (size) => {
  const { params } = getMethod("Flavor.Validate");
  const text = `{"Type":"","Properties":null,"Allocation":{"Size":${size},"LogicalIDs":null}}`;
  expect(() => RawJson.fromText(text).decode(params)).toThrow("Allocation.Size: expected an integer");
});
