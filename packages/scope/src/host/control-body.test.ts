import { expect, test } from "vitest";
import { formatControl } from "./control-body.ts";

test.for<readonly [what: string, args: ReadonlyMap<string, string> | undefined, written: string]>([
  ["no arguments", undefined, "null"],
  ["an empty list of arguments", new Map(), "{}"],
  [
    "arguments in their order",
    new Map([
      ["b", "1"],
      ["1", "<&>"],
    ]),
    String.raw`{"b":"1","1":"\u003c\u0026\u003e"}`,
  ],
  [
    "a name that means something elsewhere",
    new Map([["__proto__", "\u2028"]]),
    String.raw`{"__proto__":"\u2028"}`,
  ],
])("formatControl() writes %s as Scope's probe does [scope.control.request]", ([, args, written]) => {
  const request = { appId: "", nodeId: 'a"b', control: "p~go", ...(args !== undefined && { args }) };
  expect(formatControl(request, "go")).toBe(
    String.raw`{"AppID":"","Control":"go","ControlArgs":${written},"NodeID":"a\"b"}`,
  );
});
