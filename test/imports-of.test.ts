import { expect, test } from "vitest";
import { importsOf } from "./imports-of.ts";

test.for<readonly [name: string, source: string, specifiers: readonly (string | undefined)[]]>([
  ["a value", `import { a } from "x";`, ["x"]],
  ["a type", `import type { A } from 'x';`, ["x"]],
  ["a default beside names", `import a, { b } from "x";`, ["x"]],
  ["many lines", `import {\n  a,\n  b,\n} from\n  "x";`, ["x"]],
  ["its effect", `import "x";`, ["x"]],
  [
    "everything again",
    `export * from "x"; export * as y from "y"; export type { A } from "z";`,
    ["x", "y", "z"],
  ],
  ["at run time", `const a = await import("x"); void import(\n  'y',\n);`, ["x", "y"]],
  ["a type in place", `let a: import("x").A; let b: typeof import("y");`, ["x", "y"]],
  ["something unknown", "await import(name); await import(`x${name}`);", [undefined, undefined]],
  ["a template without parts", "await import(`x`);", ["x"]],
  ["the old way", `import a = require("x"); const b = require("y");`, ["x", "y"]],
  ["a resolved path", `import.meta.resolve("x");`, ["x"]],
  ["a reference", `/// <reference types="node" />\nexport {};`, ["node"]],
  ["nothing in a comment", `// import "x";\n/* import "y"; */ /** from "z" */`, []],
  ["nothing in a string", `const a = 'import "x"'; const b = "from 'y'"; const c = \`import("z")\`;`, []],
  ["something behind a string with slashes", `const a = "http://x/*"; import "y";`, ["y"]],
  [
    "something behind a regular expression",
    `const a = /["'/*]/g; const b = x / y; await import("z");`,
    ["z"],
  ],
  ["nothing by methods", `source.from("x"); this.import("y"); Array.from("z");`, []],
  [
    "something on the same line",
    `import "x"; import { from } from "y"; export { a } from "z";`,
    ["x", "y", "z"],
  ],
])("importsOf() finds %s when the source has it", ([, source, specifiers]) => {
  expect(importsOf(source)).toEqual(specifiers);
});
