import { configHashTag, groupTag, legacyConfigHashTag } from "@infrakit/spi/data";
import { demand, show } from "./conformance-case.ts";
import { type GroupCase, groupCase, type OwnGroups, seeSentence } from "./group-case.ts";

/** Sizes, logical ids, and what a commit says of them. */
export const groupSizeCases: readonly GroupCase[] = [
  groupCase("must", "a commit of a new group makes its instances", async ({ own, id }) => {
    seeDetails(await own.commit({ Size: 2 }), "Managing 2 instances");
    const instances = await own.converge(2);
    const strangers = instances.filter(
      ({ tags }) => tags[groupTag] !== id || (tags[configHashTag] ?? tags[legacyConfigHashTag] ?? "") === "",
    );
    demand(strangers.length === 0, {
      expected: `the tags ${groupTag} and ${configHashTag} on every instance`,
      came: show(strangers),
      because: "another controller, or this one after a crash, knows its instances by them",
    });
  }),

  groupCase("must", "a describe never lists too many while the group converges", async ({ own }) => {
    await own.commit({ Size: 3 });
    let most = 0;
    await own.see("group to converge", ({ instances, converged }) => {
      most = Math.max(most, instances.length);
      return converged && instances.length >= 3;
    });
    demand(most === 3, {
      expected: "3 instances at most",
      came: String(most),
      because: "slow creations must not be made twice",
    });
  }),

  groupCase("must", "a commit of the same spec changes nothing", async ({ own }) => {
    await own.commit({ Size: 2 });
    const before = idsOf(await own.converge(2));
    seeDetails(await own.commit({ Size: 2 }), "Noop");
    seeSame(before, idsOf(await own.converge(2)));
  }),

  groupCase("must", "a bigger group keeps its instances", async ({ own }) => {
    await own.commit({ Size: 1 });
    const before = idsOf(await own.converge(1));
    seeDetails(await own.commit({ Size: 3 }), "Adding 2 instances to increase the group size to 3");
    const after = idsOf(await own.converge(3));
    seeSame(
      before,
      before.filter((id) => after.includes(id)),
    );
  }),

  groupCase("must", "a smaller group keeps as many instances as it shall have", async ({ own }) => {
    await own.commit({ Size: 3 });
    const before = idsOf(await own.converge(3));
    seeDetails(await own.commit({ Size: 1 }), "Terminating 2 instances to reduce the group size to 1");
    const after = idsOf(await own.converge(1));
    seeSame(
      after,
      after.filter((id) => before.includes(id)),
    );
  }),

  groupCase(
    "must",
    "size tells and changes how many there shall be",
    async ({ plugin, own, id, context }) => {
      await own.commit({ Size: 1 });
      await seeSize(await plugin.size(id, context), 1);
      await plugin.setSize(id, 2, context);
      await seeSize(await plugin.size(id, context), 2);
      await own.converge(2);
    },
  ),

  groupCase("must", "a negative size is refused", async ({ plugin, own, id, context }) => {
    await own.commit({ Size: 1 });
    await seeSentence(plugin.setSize(id, -1, context), /negative/);
    await seeSize(await plugin.size(id, context), 1);
  }),

  groupCase("must", "one instance is made for each logical id", async ({ plugin, own, id, context }) => {
    await own.commit({ LogicalIDs: ["b", "a"] });
    const came = (await own.converge(2)).map(({ logicalId }) => logicalId ?? "").toSorted();
    demand(show(came) === show(["a", "b"]), {
      expected: 'the logical ids "a" and "b"',
      came: show(came),
      because: "each of them is one member of the quorum",
    });
    await seeSize(await plugin.size(id, context), 2);
    await seeSentence(plugin.setSize(id, 3, context), "cannot set size if logic ids are explicitly set");
  }),

  groupCase("must", "logical ids of a group cannot be changed", async ({ own }) => {
    await own.commit({ LogicalIDs: ["a", "b"] });
    await own.converge(2);
    await seeSentence(
      own.commit({ LogicalIDs: ["a", "c"] }),
      "Logical ID changes to a quorum is not currently supported",
    );
  }),

  groupCase("must", "an update replaces the instances", async ({ own, context }) => {
    const changed = context.inputs.changed ?? context.skip("no other properties were given");
    await own.commit({ Size: 2 });
    const before = idsOf(await own.converge(2));
    seeDetails(
      await own.commit({ Size: 2 }, { properties: changed }),
      "Performing a rolling update on 2 instances",
    );
    await own.see("2 instances, all of them new", ({ converged, instances }) => {
      const isNew = instances.every(({ id }) => !before.includes(id));
      return converged && instances.length === 2 && isNew;
    });
  }),

  groupCase("must", "destroying an instance makes the group smaller", async (parts) => {
    const { plugin, own, id, context } = parts;
    await own.commit({ Size: 3 });
    const [gone = "", ...kept] = idsOf(await own.converge(3));
    await plugin.destroyInstances(id, [gone], context);
    await seeSize(await plugin.size(id, context), 2);
    seeSame(kept, idsOf(await own.converge(2)));
  }),
];

function idsOf(instances: Awaited<ReturnType<OwnGroups["converge"]>>): readonly string[] {
  return instances.map(({ id }) => id).toSorted();
}

/** Sees InfraKit's sentence on what a commit does. */
export function seeDetails(came: string, expected: string): void {
  const because = "people and scripts read it before they go on";
  demand(came === expected, { expected: show(expected), came: show(came), because });
}

/** Sees that the instances are those that there were. */
export function seeSame(expected: readonly string[], came: readonly string[]): void {
  demand(show(expected.toSorted()) === show(came.toSorted()), {
    expected: `the instances ${show(expected)}`,
    came: show(came),
    because: "an instance that works was destroyed without need",
  });
}

async function seeSize(came: number, expected: number): Promise<void> {
  const because = "scaling starts from it";
  demand(came === expected, { expected: `size ${expected}`, came: String(came), because });
}
