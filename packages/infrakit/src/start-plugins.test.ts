import { expect, test } from "vitest";
import { parseWantedPlugin } from "./start-plugins.ts";

test.for([
  ["group", "group", "group-stateless"],
  ["process", "process", "process"],
  ["process:blue", "process", "blue"],
  ["vanilla:a:b", "vanilla", "a:b"],
] as const)("parseWantedPlugin() reads %s as kind %s named %s", ([text, kind, name]) => {
  const wanted = parseWantedPlugin(text);
  expect([wanted.kind.name, wanted.name]).toEqual([kind, name]);
});

test.for([
  ["proces", 'there is no kind "proces"; did you mean "process"?'],
  ["swarm", 'there is no kind "swarm"; known kinds are group, file, process, vanilla, combo'],
] as const)("parseWantedPlugin() refuses %s with advice", ([text, message]) => {
  expect(() => parseWantedPlugin(text)).toThrow(`Cannot start plugin "${text}": ${message}`);
});
