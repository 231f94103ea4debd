import { expect, test } from "vitest";
import { MadeByName } from "./made-by-name.ts";

test("MadeByName.get() makes a thing once for each name, and again when the name stands for another", () => {
  const made = new MadeByName((from: object, name: string) => ({ from, name }));
  const [one, other] = [{}, {}];
  const first = made.get("a", one);
  expect(first).toEqual({ from: one, name: "a" });
  expect(made.get("a", one)).toBe(first);
  expect(made.get("b", one)).toEqual({ from: one, name: "b" });
  expect(made.get("a", other).from).toBe(other);
  expect(made.get("a", one).from).toBe(one);
});
