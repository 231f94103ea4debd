import { demand, show } from "./conformance-case.ts";
import { type GroupCase, groupCase, instancesOf, seeGone, seeSentence } from "./group-case.ts";
import { seeDetails, seeSame } from "./group-size-cases.ts";
import { setMembers } from "./member.ts";
import { until } from "./until.ts";

/** Watching, freeing, destroying, and everything that is refused. */
export const groupLifeCases: readonly GroupCase[] = [
  groupCase("must", "a commit that pretends changes nothing", async ({ plugin, own, id, context }) => {
    seeDetails(await own.commit({ Size: 2 }, { pretend: true }), "Managing 2 instances");
    await seeSentence(plugin.describeGroup(id, context), `Group '${id}' is not being watched`);
    await own.commit({ Size: 1 });
    await own.converge(1);
    const details = await own.commit({ Size: 3 }, { pretend: true });
    seeDetails(details, "Adding 2 instances to increase the group size to 3");
    const size = await plugin.size(id, context);
    demand(size === 1, {
      expected: "size 1 as before",
      came: String(size),
      because: "people pretend in order to be safe",
    });
  }),

  groupCase("must", "inspect gives a spec that can be committed again", async (parts) => {
    const { plugin, own, id, context } = parts;
    await own.commit({ Size: 1 });
    const before = await own.converge(1);
    const spec = (await plugin.inspectGroups(context)).find((group) => group.id === id);
    demand(spec !== undefined, {
      expected: `group ${show(id)} among those that are inspected`,
      came: "no such group",
      because: "a manager learns from it what is watched",
    });
    seeDetails((await plugin.commitGroup(spec, context)).details, "Noop");
    seeSame(
      before.map((instance) => instance.id),
      (await own.converge(1)).map((instance) => instance.id),
    );
  }),

  groupCase("must", "free leaves the instances alone", async ({ plugin, own, id, context }) => {
    await own.commit({ Size: 2 });
    const before = (await own.converge(2)).map((instance) => instance.id);
    await plugin.freeGroup(id, context);
    await seeSentence(plugin.describeGroup(id, context), `Group '${id}' is not being watched`);
    await own.commit({ Size: 2 });
    seeSame(
      before,
      (await own.converge(2)).map((instance) => instance.id),
    );
  }),

  groupCase("must", "destroy ends the instances", async ({ plugin, own, id, context }) => {
    await own.commit({ Size: 2 });
    const before = (await own.converge(2)).map((instance) => instance.id);
    await plugin.destroyGroup(id, context);
    await seeGone(plugin, { id, signal: context.signal });
    await own.commit({ Size: 1 });
    const kept = (await plugin.describeGroup(id, context)).instances.filter((instance) =>
      before.includes(instance.id),
    );
    demand(kept.length === 0, {
      expected: "all of its instances to be gone with the group",
      came: show(kept.map((instance) => instance.id)),
      because: "nobody would ever look after them again",
    });
  }),

  groupCase("must", "an instance that dies is replaced", async ({ own, context }) => {
    const instances = context.inputs.instances ?? context.skip("the plugin of the instances was not given");
    await own.commit({ Size: 2 });
    const [dead, kept] = (await own.converge(2)).map((instance) => instance.id);
    await instances.destroy(dead ?? "", "terminate", context);
    const { instances: after } = await own.see(
      "2 instances, without the one that died",
      (group) =>
        group.converged && group.instances.length === 2 && group.instances.every(({ id }) => id !== dead),
    );
    demand(
      after.some((instance) => instance.id === kept),
      {
        expected: `instance ${show(kept)} still to be there`,
        came: show(after.map((instance) => instance.id)),
        because: "an instance that works was destroyed without need",
      },
    );
  }),

  groupCase("must", "two groups leave each other alone", async ({ plugin, own, id, context }) => {
    const other = `${id}-2`;
    await own.commit({ Size: 1 });
    await own.commit({ Size: 1 }, { id: other });
    const [first] = [await own.converge(1), await own.converge(1, other)];
    await plugin.destroyGroup(other, context);
    await seeGone(plugin, { id: other, signal: context.signal });
    seeSame(
      first.map((instance) => instance.id),
      (await own.converge(1)).map((instance) => instance.id),
    );
  }),

  groupCase("must", "a group that is not watched is refused in InfraKit's words", async (parts) => {
    const { plugin, id, context } = parts;
    const unwatched = `Group '${id}' is not being watched`;
    await seeSentence(plugin.describeGroup(id, context), unwatched);
    await seeSentence(plugin.freeGroup(id, context), unwatched);
    await seeSentence(plugin.destroyGroup(id, context), unwatched);
    await seeSentence(plugin.destroyInstances(id, ["x"], context), unwatched);
    await seeSentence(plugin.size(id, context), `group ${id} not found`);
    await seeSentence(plugin.setSize(id, 1, context), `group not found ${id}`);
  }),

  groupCase("must", "a spec that cannot be is refused in InfraKit's words", async (parts) => {
    const { plugin, own, id, context } = parts;
    const size = { Size: 1 };
    const updating = setMembers(context.inputs.properties, { Updating: { Duration: "1s", Count: 1 } });
    await seeSentence(own.commit(size, { id: "" }), "Group ID must not be blank");
    await seeSentence(own.commit({}), "Allocation must not be blank");
    await seeSentence(own.commit({ ...size, LogicalIDs: ["a"] }), "Only one Allocation method may be used");
    await seeSentence(own.commit(size, { properties: updating }), "Only one Updating method may be used");
    await seeSentence(own.commit({ Size: -1 }), /^Invalid properties: /);
    await seeSentence(plugin.size(id, context), `group ${id} not found`);
  }),

  groupCase(
    "must",
    "plugins that are not there are refused in InfraKit's words",
    async ({ own, context }) => {
      const nobody = `nobody-${context.token}`;
      for (const kind of ["Flavor", "Instance"]) {
        const properties = setMembers(context.inputs.properties, { [kind]: { Plugin: nobody } });
        const sentence = new RegExp(
          `^Failed to find ${kind} plugin '${nobody}':.*plugin not found:${nobody}`,
        );
        await seeSentence(own.commit({ Size: 1 }, { properties }), sentence);
      }
    },
  ),

  groupCase("must", "destroy leaves no instance with the tag of the group", async (parts) => {
    const { plugin, own, id, context } = parts;
    const instances = context.inputs.instances ?? context.skip("the plugin of the instances was not given");
    await own.commit({ Size: 2 });
    await own.converge(2);
    await plugin.destroyGroup(id, context);
    await seeGone(plugin, { id, signal: context.signal });
    await until(
      context,
      async () => {
        const left = await instancesOf(instances, id, context.signal);
        return left.length === 0 ? { is: true } : { came: show(left.map((instance) => instance.id)) };
      },
      { expected: "no instance to be left", because: "nobody would ever look after them again" },
    );
  }),
];
