import { expect, test } from "vitest";
import { formatTable, plainText } from "./table.ts";

test("formatTable() aligns columns and leaves no blanks at the end of a line", () => {
  const rows = [
    ["ID", "STATE"],
    ["日本", "up"],
    ["x", ""],
  ];
  expect(formatTable(rows)).toEqual(["ID    STATE", "日本  up", "x"]);
});

test("plainText() lets no control character through", () => {
  expect(plainText("a\u001b[31mb\r\nc\u0000\u009bd\u2028e ")).toBe("a [31mb c d e");
  expect(plainText("\u202everdeb\u2066x")).toBe("verdeb x");
});
