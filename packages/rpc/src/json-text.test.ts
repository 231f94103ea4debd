import { expect, test } from "vitest";
import { findFirstValue, idAtEnd, memberKey } from "./json-text.ts";

test.for<readonly [name: string, text: string, id: string | undefined]>([
  ["a number", '{"method":"x","id":1}', "1"],
  ["a 63-bit number", '{"method":"x","id":5577006791947779410}\n', "5577006791947779410"],
  ["the only member", '{"id":-1.5e3}', "-1.5e3"],
  ["a plain string", '{"a":1,"id":"0b1f-x"}', '"0b1f-x"'],
  ["a string with escapes", String.raw`{"a":1,"id":"a\"b"}`, undefined],
  ["null", '{"a":1,"id":null}', undefined],
  ["not the last member", '{"id":1,"method":"x"}', undefined],
  ["a member of a member", '{"params":{"a":1,"id":1}}', undefined],
  ["part of a name", String.raw`{"a,\"id":5}`, undefined],
  ["part of a string", String.raw`{"a":",\"id\":5}"}`, undefined],
  ["the end of another name", '{"a":1,"xid":5}', undefined],
  ["longer than is looked at", `{"id":${"1".repeat(200)}}`, undefined],
])("idAtEnd() takes an id from the end of a request when it is %s", ([, text, id]) => {
  expect(idAtEnd(text)).toBe(id);
});

test.for<readonly [name: string, body: string, text: string | undefined]>([
  ["one value", '{"a":[1,"}"]}', '{"a":[1,"}"]}'],
  ["an object and more", String.raw`{"a":"\"}{"} garbage`, String.raw`{"a":"\"}{"}`],
  ["an array and more", "[[1],[2]]]", "[[1],[2]]"],
  ["a value that is cut short", '{"a":[1', undefined],
  ["no value", "404 page not found\n", undefined],
  ["nothing", "", undefined],
])("findFirstValue() reads what a body begins with when it is %s", ([, body, text]) => {
  expect(findFirstValue(body)?.text).toBe(text);
});

test.for<readonly [name: string, names: readonly string[], key: string]>([
  ["exactly", ["x", "id"], "id"],
  ["exactly behind another case", ["ID", "id"], "id"],
  ["exactly before another case", ["id", "ID"], "ID"],
  ["in another case", ["x", "Id"], "Id"],
  ["twice in other cases", ["ID", "Id"], "Id"],
  ["not at all", ["x"], "id"],
])("memberKey() gives the name under which a member is there when it is %s", ([, names, key]) => {
  expect(memberKey(Object.fromEntries(names.map((name) => [name, 1])), "id")).toBe(key);
});
