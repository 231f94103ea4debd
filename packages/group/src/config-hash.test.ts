import { readFileSync } from "node:fs";
import { object, member, raw, string, decodeJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { configHashes, type PluginSpec } from "./config-hash.ts";

const pluginSpec = object<PluginSpec>({
  plugin: member("Plugin", string),
  properties: member("Properties", raw),
});
const hash = (instance: string, flavor: string): readonly string[] =>
  configHashes(decodeJson(instance, pluginSpec), decodeJson(flavor, pluginSpec));

interface Vector {
  readonly instance: string;
  readonly flavor: string;
  readonly hash: string;
}
const recorded = JSON.parse(
  readFileSync(new URL("../../../compat/wire/config-hash.json", import.meta.url), "utf8"),
) as readonly Vector[];

test.for(recorded)(
  "configHashes() is what Go computed for $instance [tag.config-hash]",
  ({ instance, flavor, hash: expected }) => {
    expect(hash(instance, flavor)[0]).toBe(expected);
  },
);

const documented: readonly [string, string, string][] = [
  [
    '{"Plugin":"simulator/compute","Properties":{"Note":"v1"}}',
    '{"Plugin":"vanilla","Properties":{"Init":["echo hi"],"Tags":{"tier":"web"}}}',
    "yt3hn4ogfppfdsus7s6g7khams67qbdr",
  ],
  ["{}", "{}", "z3aypkty3dxozefuvv63j7xdvckkg42o"],
  ['{"Plugin":"simulator/compute"}', '{"Plugin":"vanilla"}', "2vhjat535rkxkid5deb4w74obh7uacp2"],
  [
    '{"Plugin":"a","Properties":[1,2,{"x":1}]}',
    '{"Plugin":"f","Properties":"str"}',
    "urkw7nlfthbyylde4flq544ubcd3enw7",
  ],
  [
    '{"Plugin":"a","Properties":{"Z":1,"a":2,"_":3,"é":4,"😀":5,"～":6}}',
    '{"Plugin":"f"}',
    "nnhxx2zs5vbj3gvkeywgtfmiwth6imv7",
  ],
  [
    '{"Plugin":"a","Properties":{"a":"<b>&","n":1.0,"big":12345678901234567890,"e":1e21,"s":1e-7,"arr":[],"o":{},"neg":-0,"f":0.1,"u":"é\\u2028","t":true,"z":null}}',
    '{"Plugin":"f","Properties":{"g":"g"}}',
    "wbvzfcgz4an3okc2t75kplehbo3ckhsd",
  ],
];
test("configHashes() takes half a surrogate pair for U+FFFD, as Go does", () => {
  const flavor = '{"Plugin":"f"}';
  expect(hash(String.raw`{"Plugin":"a","Properties":"\ud800"}`, flavor)).toEqual(
    hash('{"Plugin":"a","Properties":"\ufffd"}', flavor),
  );
});

test.for(documented)("configHashes() of %s and %s", ([instance, flavor, expected]) => {
  expect(hash(instance, flavor)[0]).toBe(expected);
});

const releases = [
  {
    name: "v0.1.0 to v0.4.1, in its own tests",
    instance: '{"Plugin":"a","Properties":{"a":"a","b":"b","c":{"d":"d","e":"e"}}}',
    flavor: '{"Plugin":"f","Properties":{"g":"g"}}',
    expected: "rm7puOnjhCq1E-EmhIydnHqLX6A=",
  },
  {
    name: "v0.2.0",
    instance: '{"Plugin":"instance-file","Properties":{"Note":"one"}}',
    flavor: '{"Plugin":"flavor-vanilla","Properties":{"Init":["echo hi"],"Tags":{"tier":"web"}}}',
    expected: "RPNh5IdUYKh5icljY2NArckoiHM=",
  },
  {
    name: "v0.5",
    instance: '{"Plugin":"instance-file","Properties":{"Note":"one"}}',
    flavor: '{"Plugin":"flavor-vanilla","Properties":{"Tags":{"tier":"web"},"Init":["echo hi"]}}',
    expected: "itzwdzehkrqkq6mjzfrwgy2avxesrcdt",
  },
  {
    name: "HEAD",
    instance: '{"Plugin":"file","Properties":{"Note":"Instance properties version 1.0"}}',
    flavor:
      '{"Plugin":"vanilla","Properties":{"Init":["docker pull nginx:alpine","docker run -d -p 80:80 nginx-alpine"],"Tags":{"tier":"web","project":"infrakit"}}}',
    expected: "c44rcrlq7tqzpey3ubf5h5akcf3w2v35",
  },
];

test.for(releases)(
  "configHashes() knows what $name wrote [tag.config-sha]",
  ({ instance, flavor, expected }) => {
    const hashes = hash(instance, flavor);
    expect(hashes).toContain(expected);
    // One is written, the other is understood: both name the same 20 bytes.
    expect(hashes.map((each) => each.length)).toEqual([32, 28]);
  },
);
