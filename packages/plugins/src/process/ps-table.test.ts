import { expect, test } from "vitest";
import { parseLine } from "./ps-table.ts";

const start = Date.UTC(2025, 10, 2, 22, 32, 1);
const token = "0123456789abcdef0123";

test.for([
  {
    name: "it is found by pid",
    line: " 4242  4200 Ss   Sun Nov  2 22:32:01 2025",
    expected: { pid: 4242, group: 4200, start, token: undefined },
  },
  {
    name: "its environment follows",
    line: `4242 4200 S Sun Nov  2 22:32:01 2025 sleep 9 A=b INFRAKIT_INSTANCE=${token} C=d`,
    expected: { pid: 4242, group: 4200, start, token },
  },
  {
    name: "its environment ends with the token",
    line: `4242 4200 S Sun Nov  2 22:32:01 2025 sleep 9 INFRAKIT_INSTANCE=${token}`,
    expected: { pid: 4242, group: 4200, start, token },
  },
  { name: "nobody has reaped it", line: "4242 4200 Z+ Sun Nov  2 22:32:01 2025", expected: undefined },
  { name: "it is blank", line: "", expected: undefined },
])("parseLine() reads a line when $name", ({ line, expected }) => {
  expect(parseLine(line)).toEqual(expected);
});
