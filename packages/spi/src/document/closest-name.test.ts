import { expect, test } from "vitest";
import { closestName } from "./closest-name.ts";

const known = ["Command", "Args", "Env", "Cwd", "Size", "Sizes"];

test.for<readonly [name: string, written: string, meant: string | undefined]>([
  ["a letter is missing", "Comand", "Command"],
  ["a letter is too many", "Argss", "Args"],
  ["a letter is wrong", "Srze", "Size"],
  ["neighbours are swapped", "Coammnd", "Command"],
  ["only the case differs", "ENV", "Env"],
  ["two are as close, the first", "Sizess", "Sizes"],
  ["nothing is close", "Replicas", undefined],
  ["a short name has one wrong letter", "Enw", "Env"],
  ["a short name has two wrong letters", "Exx", undefined],
  ["it is empty", "", undefined],
  ["it has a million letters", "x".repeat(1_000_000), undefined],
])("closestName() finds what is meant when %s", ([, written, meant]) => {
  expect(closestName(written, known)).toBe(meant);
});
