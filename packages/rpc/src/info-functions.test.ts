import { expect, test } from "vitest";
import { describeFunctions } from "./info-functions.ts";

test("describeFunctions() writes categories by name, and lines as Go indents them [wire.info.functions]", () => {
  const functions = {
    swarm: [
      {
        name: "SPEC",
        description: ["The <spec>", "of it"],
        type: "func() interface {}",
        usage: "{{ SPEC }}",
      },
    ],
    empty: [],
    base: [{ name: "a", type: "func(string) string", usage: '{{ a "x" }}' }],
  };
  expect(describeFunctions(functions)).toBe(String.raw`{
  "base": [
    {
      "Name": "a",
      "Description": null,
      "Function": "func(string) string",
      "Usage": "{{ a \"x\" }}"
    }
  ],
  "empty": [],
  "swarm": [
    {
      "Name": "SPEC",
      "Description": [
        "The \u003cspec\u003e",
        "of it"
      ],
      "Function": "func() interface {}",
      "Usage": "{{ SPEC }}"
    }
  ]
}`);
});

test("describeFunctions() says that there are none when a plugin offers none [differs.info.functions]", () => {
  expect(describeFunctions({})).toBe("{}");
});
