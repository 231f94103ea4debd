import { type InstanceCase, instanceCase } from "./instance-case.ts";
import { seeRefused, seeRefusedOrDone } from "./see-refused.ts";
import { demand, show } from "./conformance-case.ts";
import { until } from "./until.ts";

/** How many instances are made at once. */
const crowd = 20;

const unknownId = "an id that no instance has";

/** Making, listing and destroying. */
export const instanceLifeCases: readonly InstanceCase[] = [
  instanceCase("must", "provision gives an id that describe lists", async ({ own }) => {
    await own.find(await own.provision());
  }),

  instanceCase("must", "each provision makes another instance", async ({ own }) => {
    const ids = [await own.provision(), await own.provision()];
    demand(ids[0] !== ids[1], {
      expected: "two ids for two instances",
      came: `${show(ids[0])} twice`,
      because: "a group would count two instances as one",
    });
    for (const id of ids) await own.find(id);
  }),

  instanceCase("must", `${crowd} provisions at once make ${crowd} instances`, async ({ own, context }) => {
    const numbers = Array.from({ length: crowd }, (_, number) => String(number));
    const ids = await Promise.all(numbers.map((number) => own.provision({ tags: { number } })));
    const because = "a group makes and replaces many at once; one too few or too many is money or an outage";
    demand(new Set(ids).size === crowd, { expected: `${crowd} different ids`, came: show(ids), because });
    const listed = await until(
      context,
      async () => {
        const all = await own.describe();
        return all.length >= crowd ? { is: all } : { came: `${all.length} of them` };
      },
      { expected: `${crowd} instances to be listed`, because },
    );
    const expected = numbers.map((number, index) => [ids[index], number].join(" "));
    const came = listed.map(({ id, tags }) => [id, tags["number"]].join(" "));
    demand(show(expected.toSorted()) === show(came.toSorted()), {
      expected: `each instance once with the tags that it was made with: ${show(expected)}`,
      came: show(came),
      because,
    });
  }),

  instanceCase("must", "describe lists every instance once", async ({ own }) => {
    const ids = [await own.provision(), await own.provision(), await own.provision()];
    for (const id of ids) await own.find(id);
    const came = (await own.describe()).map(({ id }) => id);
    demand(show(came.toSorted()) === show(ids.toSorted()), {
      expected: `these instances and no other: ${show(ids)}`,
      came: show(came),
      because: "a group replaces those that are missing and destroys those that are too many",
    });
  }),

  instanceCase("must", "destroy ends an instance and no other", async ({ plugin, own, context }) => {
    const [gone, kept] = [await own.provision(), await own.provision()];
    await plugin.destroy(gone, "terminate", context);
    await until(
      context,
      async () => {
        const listed = (await own.describe()).map(({ id }) => id);
        return listed.includes(gone) ? { came: show(listed) } : { is: listed };
      },
      {
        expected: `instance ${show(gone)} not to be listed any more`,
        because: "a group waits for it to go",
      },
    );
    await own.find(kept);
  }),

  instanceCase("must", "destroy takes the reason of a rolling update", async ({ plugin, own, context }) => {
    const id = await own.provision();
    await plugin.destroy(id, "rolling_update", context);
  }),

  instanceCase("must", "destroy of an unknown id harms nobody", async ({ plugin, own, context }) => {
    const kept = await own.provision();
    await own.find(kept);
    await seeRefusedOrDone(plugin.destroy(`conformance-${context.token}`, "terminate", context), unknownId);
    await own.find(kept);
  }),

  instanceCase("should", "destroy of an unknown id is refused", async ({ plugin, context }) => {
    await seeRefused(plugin.destroy(`conformance-${context.token}`, "terminate", context), {
      what: unknownId,
      because: "whoever mistypes an id believes that the instance is gone",
    });
  }),

  instanceCase(
    "should",
    "destroy of an instance that is gone is refused",
    async ({ plugin, own, context }) => {
      const id = await own.provision();
      await plugin.destroy(id, "terminate", context);
      await until(
        context,
        async () => {
          const isListed = (await own.describe()).some((instance) => instance.id === id);
          return isListed ? { came: "it is listed" } : { is: true };
        },
        { expected: `instance ${show(id)} to go`, because: "it was destroyed" },
      );
      await seeRefused(plugin.destroy(id, "terminate", context), {
        what: "an id that no instance has any more",
        because: "two who destroy the same instance should not both believe that it was they",
      });
    },
  ),

  instanceCase("must", "provision takes a script", async ({ own }) => {
    await own.find(await own.provision({ init: ': "<first>" & wait\n# ünd zweitens\n' }));
  }),

  instanceCase("should", "provision takes an attachment", async ({ own, context }) => {
    const attachments = [{ id: `disk-${context.token}`, type: "conformance" }];
    await own.find(await own.provision({ attachments }));
  }),
];
