import type { InstancePlugin } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { FakeInstances } from "../fake-instances.ts";
import { describeConformance } from "../vitest.ts";
import { instanceCases } from "./index.ts";

/** In how many lists a new instance is missing, and one that was destroyed still stands. */
const lag = 2;

/** A plugin whose lists lag behind, as those of a cloud do: right, but not at once. */
function createSlow(): InstancePlugin {
  const real = new FakeInstances();
  const missing = new Map<string, number>();
  const leaving = new Map<InstanceDescription, number>();
  return {
    validate: (properties) => real.validate(properties),
    label: (id, labels) => real.label(id, labels),
    async provision(spec) {
      const id = await real.provision(spec);
      missing.set(id, lag);
      return id;
    },
    async destroy(id, reason) {
      const instance = real.instances.get(id);
      await real.destroy(id, reason);
      if (instance !== undefined) leaving.set(instance, lag);
    },
    async describeInstances(query) {
      const listed = await real.describeInstances(query);
      const left = [...leaving.keys()].filter(({ tags }) =>
        Object.entries(query.tags).every(([name, value]) => tags[name] === value),
      );
      const seen = [...listed.filter(({ id }) => (missing.get(id) ?? 0) === 0), ...left];
      for (const [id, lists] of missing) missing.set(id, Math.max(0, lists - 1));
      for (const [instance, lists] of leaving)
        if (lists > 1) leaving.set(instance, lists - 1);
        else leaving.delete(instance);
      return seen;
    },
  };
}

describeConformance("a plugin whose lists lag behind", instanceCases, () => ({
  plugin: createSlow(),
  inputs: { properties: null },
}));
