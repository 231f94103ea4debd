import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { changedDigits, changedFields, type Configuration } from "./changed-fields.ts";

function configuration(properties: string | null, flavor: string | null = null): Configuration {
  const raw = (text: string | null): RawJson | null => (text === null ? null : RawJson.fromText(text));
  return {
    instance: { plugin: "process", properties: raw(properties) },
    flavor: { plugin: "vanilla", properties: raw(flavor) },
  };
}

describe("changedFields()", () => {
  test.for([
    { name: "nothing", before: `{"a":1}`, after: `{"a":1}`, fields: [] },
    { name: "the order of names", before: `{"a":1,"b":2}`, after: `{"b":2,"a":1}`, fields: [] },
    { name: "how a number is written", before: `{"a":1.0}`, after: `{"a":10e-1}`, fields: [] },
    { name: "a value", before: `{"Env":{"A":"x"}}`, after: `{"Env":{"A":"y"}}`, fields: [".Env.A"] },
    { name: "a name that is new", before: `{"Env":{}}`, after: `{"Env":{"A":{"b":1}}}`, fields: [".Env.A"] },
    { name: "a name that is gone", before: `{"a":null}`, after: `{}`, fields: [".a"] },
    {
      name: "an element",
      before: `{"Args":[1,2]}`,
      after: `{"Args":[1,3,4]}`,
      fields: [".Args[1]", ".Args[2]"],
    },
    { name: "the kind of a value", before: `{"a":[]}`, after: `{"a":{}}`, fields: [".a"] },
    { name: "in the order of names", before: `{"b":1,"a":1}`, after: `{"b":2,"a":2}`, fields: [".a", ".b"] },
    { name: "a name with a dot", before: `{"a.b":1}`, after: `{"a.b":2}`, fields: [`["a.b"]`] },
    {
      name: "a name that a terminal obeys",
      before: `{}`,
      after: `{"\\u001b[2J":2}`,
      fields: [`["\\u001b[2J"]`],
    },
    {
      name: "a name that only some terminals obey",
      before: `{}`,
      after: `{"\u009b2J\u007f\u2028":2}`,
      fields: [`["\\u009b2J\\u007f\\u2028"]`],
    },
    { name: "a name of JavaScript's", before: `{}`, after: `{"__proto__":1}`, fields: [".__proto__"] },
    {
      name: "digits that are lost",
      before: `{"n":9007199254740992}`,
      after: `{"n":9007199254740993}`,
      fields: [],
    },
  ])("names $name", ({ before, after, fields }) => {
    const found = changedFields(configuration(before), configuration(after));
    expect(found).toEqual(fields.map((field) => `Instance.Properties${field}`));
  });

  test("names the whole when there was none", () => {
    expect(changedFields(configuration("{}"), configuration("{}", "{}"))).toEqual(["Flavor.Properties"]);
  });

  test("names another plugin", () => {
    const before = configuration("{}");
    const after = { ...before, flavor: { ...before.flavor, plugin: "swarm" } };
    expect(changedFields(before, after)).toEqual(["Flavor.Plugin"]);
  });
});

describe("changedDigits()", () => {
  test.for([
    { name: "an integer", before: "9007199254740992", after: "9007199254740993", isChanged: true },
    { name: "a fraction", before: "0.1", after: "0.10000000000000000001", isChanged: true },
    { name: "an exponent that is too high", before: "1e400", after: "1e500", isChanged: true },
    { name: "a sign", before: "1e-400", after: "-1e-400", isChanged: true },
    { name: "zeros behind the point", before: "1", after: "1.00", isChanged: false },
    { name: "zeros before the exponent", before: "1200", after: "12e2", isChanged: false },
    { name: "zeros of all kinds", before: "0", after: "-0.0e7", isChanged: false },
    { name: "digits in a text", before: `"9007199254740992"`, after: `"9007199254740992"`, isChanged: false },
    { name: "quotes in a text", before: `"\\"1"`, after: `"\\"1"`, isChanged: false },
    { name: "quotes behind others in a text", before: `"\\\\\\"1"`, after: `"\\\\\\"1"`, isChanged: false },
  ])("tells $name", ({ before, after, isChanged }) => {
    const found = changedDigits(configuration(`{"n":${before}}`), configuration(`{"n":${after}}`));
    expect(found).toEqual(isChanged ? ["Instance.Properties.n"] : []);
  });

  test("reads texts of megabytes", () => {
    const withText = (number: number): Configuration =>
      configuration(JSON.stringify({ text: "x".repeat(10_000_000), number }));
    expect(changedDigits(withText(1), withText(2))).toEqual(["Instance.Properties.number"]);
  });
});
