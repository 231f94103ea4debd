import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { parseProcessProperties, processInstance } from "./properties.ts";

test("parseProcessProperties() reads what processInstance() writes", () => {
  const properties = { command: "node", args: ["-e", ""], env: { PORT: "80" }, cwd: "/tmp" };
  const { plugin, properties: written } = processInstance(properties);
  expect(plugin).toBe("process");
  expect(written.text).toBe('{"Command":"node","Args":["-e",""],"Env":{"PORT":"80"},"Cwd":"/tmp"}');
  expect(parseProcessProperties(written)).toEqual(properties);
  expect(processInstance({ command: "node" }).properties.text).toBe('{"Command":"node"}');
});

const blank = 'Command: must not be blank; name the program, as in {"Command":"redis-server"}';

test.for([
  { name: "there are none", text: "null", message: blank },
  { name: "the command is missing", text: '{"Args":["a"]}', message: blank },
  { name: "the command is blank", text: '{"Command":" "}', message: blank },
  {
    name: "a member is misspelt",
    text: '{"Command":"a","Argz":[]}',
    message: 'Argz: unknown member; did you mean "Args"?',
  },
  {
    name: "the arguments are no list",
    text: '{"Command":"a","Args":"-v"}',
    message: "Args: expected a list, found a string",
  },
  {
    name: "an argument would be cut short",
    text: '{"Command":"a","Args":["x","y\\u0000z"]}',
    message: "Args[1]: must not contain U+0000",
  },
  {
    name: "a variable has no name",
    text: '{"Command":"a","Env":{"A=B":"c"}}',
    message: "Env.A=B: not a name of a variable",
  },
  {
    name: "a variable is the plugin's",
    text: '{"Command":"a","Env":{"INFRAKIT_INSTANCE":"c"}}',
    message: "Env.INFRAKIT_INSTANCE: is set by the plugin; choose another name",
  },
])("parseProcessProperties() refuses them when $name", ({ text, message }) => {
  const properties = text === "null" ? null : RawJson.fromText(text);
  expect(() => parseProcessProperties(properties)).toThrow(message);
});
