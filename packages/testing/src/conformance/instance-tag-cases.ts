import {
  configHashTag,
  groupTag,
  type InstanceDescription,
  logicalIdTag,
  slotTag,
  type Tags,
} from "@infrakit/spi/data";
import { demand, type Severity, show } from "./conformance-case.ts";
import { type InstanceCase, instanceCase, type OwnInstances } from "./instance-case.ts";
import { seeRefused } from "./see-refused.ts";
import { until } from "./until.ts";

/** Tags that plugins in other languages get wrong. */
const oddTags: readonly (readonly [what: string, severity: Severity, tags: Tags])[] = [
  ["an empty value", "must", { empty: "" }],
  ["names that are numbers", "must", { "10": "ten", "9": "nine" }],
  ["text of all languages", "must", { größe: "größer 更大 😀" }],
  ["what HTML escapes", "must", { html: "<a href='x'>&</a>" }],
  ["quotes, slashes and line ends", "should", { quotes: 'a"b\\c/d\ne\tf' }],
  ["names that JavaScript reserves", "should", JSON.parse('{"__proto__":"a","constructor":"b"}') as Tags],
];

/** Tags as a group sets them. */
function groupTags(token: string): Tags {
  return {
    [groupTag]: `conformance-${token}`,
    [configHashTag]: "yt3hn4ogfppfdsus7s6g7khams67qbdr",
    [slotTag]: "0-abcd1234",
  };
}

/** Waits until an instance carries certain tags. */
async function seeTags(own: OwnInstances, id: string, tags: Tags): Promise<void> {
  const { tags: came } = await own.find(id);
  demand(carries({ tags: came }, tags), {
    expected: `the tags ${show(tags)}`,
    came: show(came),
    because: "tags are how a group finds its instances again after a crash",
  });
}

function carries({ tags }: Pick<InstanceDescription, "tags">, wanted: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
}

/** Tags and filters. */
export const instanceTagCases: readonly InstanceCase[] = [
  instanceCase("must", "tags of a group come back as they were given", async ({ own, context }) => {
    const tags = groupTags(context.token);
    await seeTags(own, await own.provision({ tags }), tags);
  }),

  ...oddTags.map(([what, severity, tags]) =>
    instanceCase(severity, `tags come back with ${what}`, async ({ own }) => {
      await seeTags(own, await own.provision({ tags }), tags);
    }),
  ),

  instanceCase("must", "a logical id comes back", async ({ own, context }) => {
    const logicalId = `logical-${context.token}`;
    const tags = { [logicalIdTag]: logicalId };
    const came = await own.find(await own.provision({ logicalId, tags }));
    const isThere = came.logicalId === logicalId || (came.logicalId === null && carries(came, tags));
    demand(isThere, {
      expected: `logical id ${show(logicalId)}, at least in the tag ${logicalIdTag}`,
      came: show(came),
      because: "a group of logical ids makes the instance again and again",
    });
  }),

  instanceCase("should", "a logical id is described as such", async ({ own, context }) => {
    const logicalId = `logical-${context.token}`;
    const came = await own.find(await own.provision({ logicalId }));
    demand(came.logicalId === logicalId, {
      expected: `LogicalID ${show(logicalId)}`,
      came: show(came.logicalId),
      because: "whoever looks at the instance does not see which one it is",
    });
  }),

  instanceCase("must", "a filter of several tags asks for all of them", async ({ own }) => {
    const both = await own.provision({ tags: { role: "web", zone: "a" } });
    const other = await own.provision({ tags: { role: "web", zone: "b" } });
    await Promise.all([own.find(both), own.find(other)]);
    await seeFound(own, { role: "web", zone: "a" }, [both]);
  }),

  instanceCase("must", "a filter compares whole values", async ({ own }) => {
    const exact = await own.provision({ tags: { role: "web" } });
    const longer = await own.provision({ tags: { role: "web2" } });
    await Promise.all([own.find(exact), own.find(longer)]);
    await seeFound(own, { role: "web" }, [exact]);
  }),

  instanceCase("should", "a filter tells an empty tag from one that is not there", async ({ own }) => {
    const empty = await own.provision({ tags: { role: "" } });
    const none = await own.provision();
    await Promise.all([own.find(empty), own.find(none)]);
    await seeFound(own, { role: "" }, [empty]);
  }),

  instanceCase("must", "a filter that no instance meets finds none", async ({ own, context }) => {
    await own.find(await own.provision());
    await seeFound(own, { [groupTag]: `conformance-${context.token}-none` }, []);
  }),

  instanceCase("must", "without a filter all instances are listed", async ({ plugin, own, context }) => {
    const ids = [await own.provision({ tags: { role: "a" } }), await own.provision({ tags: { role: "b" } })];
    for (const id of ids) await own.find(id);
    const all = await plugin.describeInstances({ tags: {}, properties: false }, context);
    const missing = ids.filter((id) => !all.some((instance) => instance.id === id));
    demand(missing.length === 0, {
      expected: `all instances, ${show(ids)} among them`,
      came: show(all.map(({ id }) => id)),
      because: "whoever cleans up overlooks the others",
    });
  }),

  instanceCase("must", "label adds a tag and keeps the others", async ({ plugin, own, context }) => {
    const id = await own.provision({ tags: { role: "web" } });
    await plugin.label(id, { added: "ü", "9": "nine" }, context);
    await seeLabelled(own, { id, tags: { role: "web", added: "ü", "9": "nine" }, context });
  }),

  instanceCase("must", "label replaces a tag of one instance only", async ({ plugin, own, context }) => {
    const [labelled, other] = [
      await own.provision({ tags: { role: "web" } }),
      await own.provision({ tags: { role: "web" } }),
    ];
    await plugin.label(labelled, { role: "db" }, context);
    await seeLabelled(own, { id: labelled, tags: { role: "db" }, context });
    await seeTags(own, other, { role: "web" });
  }),

  instanceCase("must", "an instance is found by a label", async ({ plugin, own, context }) => {
    const id = await own.provision();
    await own.find(await own.provision());
    await plugin.label(id, { adopted: "yes" }, context);
    await seeLabelled(own, { id, tags: { adopted: "yes" }, context });
    await seeFound(own, { adopted: "yes" }, [id]);
  }),

  instanceCase("should", "labels that are given at once all stay", async ({ plugin, own, context }) => {
    const id = await own.provision();
    const labels = ["a", "b", "c", "d", "e"];
    await Promise.all(labels.map((label) => plugin.label(id, { [label]: label }, context)));
    const tags = Object.fromEntries(labels.map((label) => [label, label]));
    await seeLabelled(own, { id, tags, context });
  }),

  instanceCase("should", "label of an unknown id is refused", async ({ plugin, context }) => {
    await seeRefused(plugin.label(`conformance-${context.token}`, { role: "web" }, context), {
      what: "an id that no instance has",
      because: "a group believes that it has adopted an instance",
    });
  }),
];

async function seeFound(own: OwnInstances, tags: Tags, ids: readonly string[]): Promise<void> {
  const came = (await own.describe(tags)).map(({ id }) => id);
  demand(show(came.toSorted()) === show(ids.toSorted()), {
    expected: `the instances that carry all of ${show(tags)}: ${show(ids)}`,
    came: show(came),
    because: "a group takes what it finds for its own, and destroys what is too many",
  });
}

async function seeLabelled(
  own: OwnInstances,
  {
    id,
    tags,
    context,
  }: { readonly id: string; readonly tags: Tags; readonly context: Parameters<typeof until>[0] },
): Promise<void> {
  await until(
    context,
    async () => {
      const came = await own.find(id);
      return carries(came, tags) ? { is: true } : { came: show(came.tags) };
    },
    { expected: `the tags ${show(tags)}`, because: "labels are how a group adopts an instance" },
  );
}
