import type { InstanceDescription } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { demand, show } from "./conformance-case.ts";
import { type InstanceCase, instanceCase } from "./instance-case.ts";
import { seeRefused, seeRefusedOrDone } from "./see-refused.ts";
import { addMember } from "./member.ts";

/** An integer that JavaScript's and other languages' floating point numbers cannot hold. */
const bigInteger = "9007199254740993";

/** What a plugin makes of properties. */
export const instancePropertyCases: readonly InstanceCase[] = [
  instanceCase("must", "validate accepts the properties of this run", async ({ plugin, context }) => {
    await plugin.validate(context.inputs.properties, context);
  }),

  instanceCase("must", "validate refuses what cannot be provisioned", async ({ plugin, context }) => {
    for (const refused of refusedBy(context)) {
      await seeRefused(plugin.validate(refused, context), {
        what: `Validate of ${refused.text}`,
        because: "a group commits it and then fails to make instances, for ever",
      });
    }
  }),

  instanceCase("must", "a provision that is refused leaves nothing behind", async ({ own, context }) => {
    for (const properties of refusedBy(context)) {
      await seeRefused(own.provision({ properties }), {
        what: `Provision of ${properties.text}`,
        because: "an instance was made that is not what was asked for",
      });
    }
    const left = await own.describe();
    demand(left.length === 0, {
      expected: "no instance",
      came: show(left),
      because: "each attempt of a group leaves another one behind",
    });
  }),

  instanceCase("must", "validate and provision agree on a member that nobody knows", async (parts) => {
    const { plugin, own, context } = parts;
    const properties = addMember(context.inputs.properties, "InfrakitConformance", '"?"');
    if (properties === null) return context.skip("the properties of this run are no object");
    const judged = await seeRefusedOrDone(plugin.validate(properties, context), "Validate");
    const made = await seeRefusedOrDone(own.provision({ properties }), "Provision");
    demand(judged === made, {
      expected: `Provision to be as Validate said: ${judged}`,
      came: made,
      because: "a group trusts Validate: what passes is made again and again",
    });
  }),

  instanceCase("must", "describe lists the same with and without properties", async ({ own }) => {
    const id = await own.provision({ tags: { role: "web" } });
    await own.find(id);
    const [brief, full] = [await own.describe({}, false), await own.describe({}, true)];
    demand(show(brief.map(withoutProperties)) === show(full.map(withoutProperties)), {
      expected: `the same ids, logical ids and tags as with properties: ${show(full)}`,
      came: show(brief),
      because: "a group looks without properties, people look with them",
    });
  }),

  instanceCase("should", "big integers in properties come back digit by digit", async (parts) => {
    const { plugin, own, context } = parts;
    const properties = addMember(context.inputs.properties, "InfrakitConformance", bigInteger);
    if (properties === null) return context.skip("the properties of this run are no object");
    if ((await seeRefusedOrDone(plugin.validate(properties, context), "Validate")) === "refused")
      return context.skip("the plugin takes no member that it does not know");
    const { properties: came } = await own.find(await own.provision({ properties }), true);
    if (came === null || !came.text.includes("InfrakitConformance"))
      return context.skip("the plugin does not give its properties back");
    demand(came.text.includes(bigInteger), {
      expected: bigInteger,
      came: came.text,
      because: "ids and sizes of 64 bits become other numbers",
    });
  }),
];

type Parts = Parameters<Parameters<typeof instanceCase>[2]>[0];

function refusedBy(context: Parts["context"]): readonly RawJson[] {
  const { refused = [] } = context.inputs;
  return refused.length > 0 ? refused : context.skip("no properties were given that the plugin must refuse");
}

function withoutProperties({ id, logicalId, tags }: InstanceDescription): object {
  const sorted = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { id, logicalId, tags: sorted };
}
