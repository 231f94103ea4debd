import { expect, test } from "vitest";
import { parseStat, tokenOf } from "./proc-table.ts";

const rest = "1 4242 4242 0 -1 4194560 92 0 0 0 0 0 0 0 20 0 1 0 123456 5804032 228";

test.for([
  { name: "it sleeps", stat: `4242 (sleep) S ${rest}`, expected: { pid: 4242, group: 4242, start: 123456 } },
  {
    name: "its name looks like the line",
    stat: `4242 (a) Z 7 (b c) R ${rest}`,
    expected: { pid: 4242, group: 4242, start: 123456 },
  },
  { name: "nobody has reaped it", stat: `4242 (sleep) Z ${rest}`, expected: undefined },
  { name: "it is being removed", stat: `4242 (sleep) X ${rest}`, expected: undefined },
])("parseStat() reads a process when $name", ({ stat, expected }) => {
  expect(parseStat(stat)).toEqual(expected);
});

test.for([
  { name: "it comes first", environment: "INFRAKIT_INSTANCE=ab\0A=b\0", expected: "ab" },
  { name: "it comes last, unended", environment: "A=b\0INFRAKIT_INSTANCE=ab", expected: "ab" },
  { name: "another name ends alike", environment: "MY_INFRAKIT_INSTANCE=ab\0", expected: undefined },
  { name: "a value looks like it", environment: "A=INFRAKIT_INSTANCE=ab\0", expected: undefined },
  { name: "there are no variables", environment: "", expected: undefined },
  { name: "it cannot be read", environment: undefined, expected: undefined },
])("tokenOf() gives $expected when $name", ({ environment, expected }) => {
  expect(tokenOf(environment)).toBe(expected);
});
