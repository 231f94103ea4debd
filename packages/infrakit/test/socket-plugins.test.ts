import { mkdir } from "node:fs/promises";
import { servePlugin } from "@infrakit/rpc";
import { FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished } from "vitest";
import { test } from "./place.ts";

const onlyFlavor = {
  validate: async (): Promise<void> => {},
  prepare: async <S>({ spec }: { readonly spec: S }): Promise<S> => spec,
  healthy: async (): Promise<"healthy"> => "healthy",
  drain: async (): Promise<void> => {},
};

test("commit() says what InfraKit says when a plugin is of another kind", async ({ place }) => {
  await mkdir(place.pluginsDir, { mode: 0o700 });
  const path = (name: string): string => `${place.pluginsDir}/${name}`;
  const flavor = await servePlugin({ flavor: onlyFlavor }, { path: path("role") });
  const instance = await servePlugin({ instance: new FakeInstances() }, { path: path("thing") });
  onTestFinished(() => flavor.close());
  onTestFinished(() => instance.close());
  const infrakit = await place.start({ pluginsDir: place.pluginsDir });
  const role = { plugin: "role", properties: null };
  const thing = { plugin: "thing", properties: null };
  await expect(infrakit.commit({ id: "web", size: 1, instance: role, flavor: role })).rejects.toThrow(
    new Error("Failed to find Instance plugin 'role':Plugin does not support interface Instance/0.6.1"),
  );
  await expect(infrakit.commit({ id: "web", size: 1, instance: thing, flavor: thing })).rejects.toThrow(
    new Error("Failed to find Flavor plugin 'thing':Plugin does not support interface Flavor/0.1.1"),
  );
});
