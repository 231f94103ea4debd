import type { FlavorPlugin, PrepareRequest } from "@infrakit/spi";
import {
  configHashTag,
  groupTag,
  type Health,
  type InstanceDescription,
  type InstanceSpec,
  reservedTags,
} from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { seeRefused } from "./see-refused.ts";

/** What is particular to a flavor plugin. */
export interface FlavorInputs {
  /** Properties that it takes. */
  readonly properties: RawJson | null;
  /** Properties that it must refuse; without them nothing is said about that. */
  readonly refused?: readonly RawJson[];
}

/** A case of a flavor plugin. */
export type FlavorCase = ConformanceCase<FlavorPlugin, FlavorInputs>;

type Run = (plugin: FlavorPlugin, context: CaseContext<FlavorInputs>) => Promise<void>;

function flavorCase(severity: Severity, name: string, run: Run): FlavorCase {
  return { severity, name, run };
}

const sized = { size: 2, logicalIds: [] };

/** An instance as a group would make it, but for what is given. */
function request(
  { inputs, token }: CaseContext<FlavorInputs>,
  given: Partial<InstanceSpec> = {},
): PrepareRequest {
  const tags = { [groupTag]: `conformance-${token}`, [configHashTag]: token, ...given.tags };
  const spec = { properties: null, init: "", logicalId: null, attachments: [], ...given, tags };
  const { properties } = inputs;
  return { properties, spec, allocation: sized, index: { group: `conformance-${token}`, sequence: 0 } };
}

function described({ token }: CaseContext<FlavorInputs>): InstanceDescription {
  return {
    id: `i-${token}`,
    logicalId: null,
    tags: { [groupTag]: `conformance-${token}` },
    properties: null,
  };
}

const words: readonly Health[] = ["unknown", "healthy", "unhealthy"];

/** How many instances are prepared at once. */
const crowd = 20;

/** What holds for every flavor plugin. */
export const flavorCases: readonly FlavorCase[] = [
  flavorCase("must", "validate accepts the properties of this run", async (plugin, context) => {
    await plugin.validate(context.inputs.properties, sized, context);
  }),

  flavorCase("must", "validate refuses what it should", async (plugin, context) => {
    const { refused = [] } = context.inputs;
    if (refused.length === 0) context.skip("no properties were given that the plugin must refuse");
    for (const properties of refused) {
      await seeRefused(plugin.validate(properties, sized, context), {
        what: `Validate of ${properties.text}`,
        because: "a group commits it and then fails to make instances, for ever",
      });
    }
  }),

  flavorCase("must", "prepare keeps the tags that it is given", async (plugin, context) => {
    const asked = request(context, { tags: { "10": "ten", "9": "nine", empty: "", "größe 😀": "<&>" } });
    const { tags } = await plugin.prepare(asked, context);
    const lost = Object.entries(asked.spec.tags).filter(([name, value]) => tags[name] !== value);
    demand(lost.length === 0, {
      expected: `the tags ${show(asked.spec.tags)}, and more if it likes`,
      came: show(tags),
      because: "a group does not find an instance again whose tags are lost",
    });
  }),

  flavorCase("must", "prepare sets no tag that only a group may set", async (plugin, context) => {
    const asked = request(context);
    const { tags } = await plugin.prepare(asked, context);
    const set = reservedTags.filter(
      (name) => tags[name] !== undefined && asked.spec.tags[name] === undefined,
    );
    demand(set.length === 0, {
      expected: `none of ${reservedTags.join(", ")} that was not there`,
      came: show(tags),
      because: "the instance would belong to another group, or to another commit",
    });
  }),

  flavorCase("must", "prepare keeps the logical id", async (plugin, context) => {
    const logicalId = `logical-${context.token}`;
    const allocation = { size: 0, logicalIds: [logicalId, `${logicalId}-2`] };
    const came = await plugin.prepare({ ...request(context, { logicalId }), allocation }, context);
    demand(came.logicalId === logicalId, {
      expected: show(logicalId),
      came: show(came.logicalId),
      because: "an instance with another identity takes nobody's place",
    });
  }),

  flavorCase("must", "prepare keeps attachments", async (plugin, context) => {
    const attachments = [{ id: `disk-${context.token}`, type: "disk" }];
    const came = await plugin.prepare(request(context, { attachments }), context);
    const isKept = came.attachments.some(({ id, type }) => id === attachments[0]?.id && type === "disk");
    demand(isKept, {
      expected: `${show(attachments)}, and more if it likes`,
      came: show(came.attachments),
      because: "the instance comes up without its data",
    });
  }),

  flavorCase("should", "prepare keeps the script that it is given", async (plugin, context) => {
    const init = "#!/bin/sh\necho '<first>' & wait";
    const came = await plugin.prepare(request(context, { init }), context);
    demand(came.init.includes(init), {
      expected: `a script with ${show(init)} in it`,
      came: show(came.init),
      because: "what was written in the instance's own script is not done",
    });
  }),

  flavorCase("must", "prepare leaves properties of the instance as they are", async (plugin, context) => {
    const properties = RawJson.fromText('{"10":9007199254740993,"9":1.0,"none":null}');
    const came = await plugin.prepare(request(context, { properties }), context);
    demand(came.properties?.equals(properties) === true, {
      expected: properties.text,
      came: came.properties?.text ?? "null",
      because: "properties belong to the instance plugin: numbers and order must not change on the way",
    });
  }),

  flavorCase("should", "prepare gives the same for the same instance", async (plugin, context) => {
    const asked = request(context);
    const [first, second] = [await plugin.prepare(asked, context), await plugin.prepare(asked, context)];
    demand(show(first) === show(second), {
      expected: `the same again: ${show(first)}`,
      came: show(second),
      because: "an instance that is made at the second attempt differs from the others",
    });
  }),

  flavorCase("must", `prepare of ${crowd} instances at once mixes nothing up`, async (plugin, context) => {
    const numbers = Array.from({ length: crowd }, (_, number) => String(number));
    const specs = await Promise.all(
      numbers.map((number) => plugin.prepare(request(context, { tags: { number } }), context)),
    );
    const came = specs.map(({ tags }) => tags["number"] ?? "none");
    demand(show(came) === show(numbers), {
      expected: `each its own spec: ${show(numbers)}`,
      came: show(came),
      because: "an instance gets the role of another one",
    });
  }),

  flavorCase(
    "must",
    "healthy answers for an instance of which only id and tags are known",
    async (...args) => {
      const [plugin, context] = args;
      const health = await plugin.healthy(context.inputs.properties, described(context), context);
      demand(words.includes(health), {
        expected: `one of ${words.join(", ")}`,
        came: show(health),
        because: "an update waits for an answer that it understands",
      });
    },
  ),

  flavorCase("must", "drain ends", async (plugin, context) => {
    await plugin.drain(context.inputs.properties, described(context), context);
  }),

  flavorCase("should", "drain can be repeated", async (plugin, context) => {
    const instance = described(context);
    await plugin.drain(context.inputs.properties, instance, context);
    await plugin.drain(context.inputs.properties, instance, context);
  }),
];
