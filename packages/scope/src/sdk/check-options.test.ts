import { expect, test } from "vitest";
import { type CheckedOptions, checkOptions } from "./check-options.ts";

const control = { human: "Stop", icon: "fa-stop", run: () => undefined };

test.for<{ name: string; options: Partial<CheckedOptions>; says: string }>([
  { name: "an id has a dot", options: { id: "a.b" }, says: "its id must be letters and digits" },
  { name: "an id has a double dash", options: { id: "a--b" }, says: "its id must be letters and digits" },
  { name: "an id is empty", options: { id: "" }, says: "its id must be letters and digits" },
  { name: "there is no label", options: { label: "" }, says: "it needs a label" },
  {
    name: "a time is no timer's",
    options: { maxAgeMs: Infinity },
    says: "maxAgeMs is Infinity; give millis",
  },
  { name: "a time is none", options: { maxAgeMs: NaN }, says: "maxAgeMs is NaN; give milliseconds" },
  { name: "no sample is kept", options: { maxSamples: 0 }, says: "maxSamples is 0; give a whole number" },
  {
    name: "a control would be cut",
    options: { controls: { "a;b": control } },
    says: 'control "a;b" must be named in letters, digits, "-" and "_"',
  },
  {
    name: "a rank is no integer",
    options: { controls: { a: { ...control, rank: 1.5 } } },
    says: 'control "a" has the rank 1.5, which is no integer',
  },
  {
    name: "a control has no text",
    options: { controls: { a: { ...control, human: "" } } },
    says: 'control "a" needs a text to stand on it',
  },
  {
    name: "a topology is unknown",
    options: { topologies: { Processes: {} } as CheckedOptions["topologies"] },
    says: 'there is no topology "Processes"; there are Endpoint, Process,',
  },
  {
    name: "a priority is no number",
    options: { topologies: { Host: { facts: { a: { label: "A", priority: NaN } } } } },
    says: 'Host: the priority of "a" is no number',
  },
  {
    name: "a truncation is no integer",
    options: { topologies: { Host: { facts: { a: { label: "A", truncate: 0.5 } } } } },
    says: 'Host: fact "a" is to be truncated to 0.5 characters',
  },
  {
    name: "a fact is one that hosts write",
    options: { topologies: { Host: { facts: { active_controls: {} } } } },
    says: 'Host: fact "active_controls" has a name that is used otherwise',
  },
  {
    name: "a fact would stand in a table",
    options: { topologies: { Host: { facts: { "mine.a.b": {} } } } },
    says: 'Host: fact "mine.a.b" has a name that is used otherwise',
  },
  {
    name: "a column would be cut",
    options: { topologies: { Host: { tables: { t: { label: "T", columns: { a___b: { label: "A" } } } } } } },
    says: 'Host: "a___b" is no name of a table or column',
  },
  {
    name: "a scale is turned round",
    options: { topologies: { Host: { metrics: { m: { label: "M", min: 5, max: 1 } } } } },
    says: 'Host: metric "m" has a scale that ends before it begins',
  },
])("checkOptions() refuses the options when $name", ({ options, says }) => {
  const whole = { id: "mine", label: "Mine", topologies: {}, ...options };
  expect(() => checkOptions(whole)).toThrow(
    `Cannot create Scope plugin ${JSON.stringify(whole.id)}: ${says}`,
  );
});

test.for(["a", "0-9", "P-L-U-G-I-N", "http-statistics"])("checkOptions() takes the id %s", (id) => {
  expect(() => checkOptions({ id, label: "Mine", topologies: {} })).not.toThrow();
});
