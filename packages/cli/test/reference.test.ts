import { readFileSync } from "node:fs";
import type { Command } from "../src/command-line.ts";
import { expect, test } from "vitest";
import { exitCode } from "../src/exit-code.ts";
import { createProgram } from "../src/program.ts";

const page = readFileSync(new URL("../../../docs/reference/command.md", import.meta.url), "utf8");

const { env, stdin, stdout, stderr } = process;
const output = { goOn: () => undefined };
const program = createProgram({ env, stdin, stdout, stderr, output, isJson: false }, "0.0.0");

/** A command as the page heads it, and its options. */
interface Section {
  readonly usage: string;
  readonly flags: readonly string[];
}

function sectionsOf(command: Command, path: string): readonly Section[] {
  const name = path === "" ? command.name() : `${path} ${command.name()}`;
  const words = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  const own = {
    usage: [name, ...words].join(" "),
    flags: command.options.map(({ flags }) => flags).toSorted(),
  };
  const below = command.commands.flatMap((child) => sectionsOf(child, name));
  return command.commands.length > 0 && path !== "" ? below : [own, ...below];
}

/** What the page says: a heading a command, and a table of options whose first cell is the flags. */
function sectionsOn(text: string): readonly Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .filter((section) => section.startsWith("`infrakit"))
    .map((section) => ({
      usage: /^`([^`]+)`/.exec(section)?.[1] ?? "",
      flags: [...section.matchAll(/^\| `(-[^`]+)`/gm)].map(([, flags = ""]) => flags).toSorted(),
    }));
}

test("docs/reference/command.md has every command and option when compared with the program", () => {
  const byUsage = (a: Section, b: Section): number => (a.usage < b.usage ? -1 : 1);
  expect(sectionsOn(page).toSorted(byUsage)).toEqual(sectionsOf(program, "").toSorted(byUsage));
});

test("docs/reference/command.md lists the exit codes when compared with those of the program", () => {
  const listed = [...page.matchAll(/^\| `(\d+)`/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(exitCode));
});
