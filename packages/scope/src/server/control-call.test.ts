import fc from "fast-check";
import { expect, test } from "vitest";
import { formatControlPath, parseControlArgs, parseControlPath } from "./control-call.ts";

test("parseControlPath() gives back whatever formatControlPath() was given", () => {
  const part = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(fc.record({ probeId: part, nodeId: part, control: part }), (path) => {
      expect(parseControlPath(formatControlPath(path))).toEqual(path);
    }),
  );
});

test.for(["/api/control", "/api/control/a/b", "/api/control/a/b/c/d", "/api/controls/a/b/c", "/"])(
  "parseControlPath() knows no control when the path is %s",
  (path) => {
    expect(parseControlPath(path)).toBeUndefined();
  },
);

test("parseControlArgs() gives back every text and every number as it was written", () => {
  const text = fc.string({ unit: "binary" });
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt()).map(String);
  const args = fc.array(fc.tuple(text, fc.boolean(), fc.oneof(text, number)));
  fc.assert(
    fc.property(args, (written) => {
      const pairs = new Map(written.map(([name, isNumber, value]) => [name, { isNumber, value }]));
      const isWritten = ({ isNumber, value }: { isNumber: boolean; value: string }): boolean =>
        isNumber && /^-?\d/.test(value) && !Number.isNaN(Number(value)) && !/^-?0\d/.test(value);
      const isJson = (value: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/.test(value);
      const body = Array.from(pairs, ([name, pair]) => {
        const asNumber = isWritten(pair) && isJson(pair.value);
        return `${JSON.stringify(name)}: ${asNumber ? pair.value : JSON.stringify(pair.value)}`;
      });
      const expected = new Map(Array.from(pairs, ([name, { value }]) => [name, value]));
      expect(parseControlArgs(`{${body.join(" , ")}}`)).toEqual(expected);
    }),
  );
});
