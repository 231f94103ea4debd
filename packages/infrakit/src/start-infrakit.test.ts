import { once } from "node:events";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { RawJson } from "@infrakit/spi/document";
import { FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Infrakit, startInfrakit } from "./start-infrakit.ts";

/** In memory: no socket, no file. */
async function start(instances: FakeInstances): Promise<Infrakit> {
  const infrakit = await startInfrakit({ plugins: { instances: { fake: instances } } });
  onTestFinished(() => infrakit.close());
  return infrakit;
}

const instance = { plugin: "fake", properties: RawJson.fromText("{}") };

async function convergedAt(infrakit: Infrakit, id: string, size: number): Promise<void> {
  for await (const { phase, ready } of infrakit.watch(id))
    if (phase === "converged" && ready === size) return;
  throw new Error(`${id} is gone`);
}

test("commit() brings a group to its size, and a lost instance back, when it has plugins of the program", async () => {
  const instances = new FakeInstances();
  const infrakit = await start(instances);
  const { details } = await infrakit.commit({ id: "web", size: 3, instance });
  expect(details).toBe("Managing 3 instances");
  await convergedAt(infrakit, "web", 3);
  expect(instances.instances.size).toBe(3);
  const [victim = ""] = instances.instances.keys();
  instances.kill(victim);
  await expect.poll(() => instances.instances.size).toBe(3);
  expect([...instances.instances.keys()]).not.toContain(victim);
});

test("commit() lets no instance go that the program protects", async () => {
  const instances = new FakeInstances();
  const busy = new Set<string>();
  const infrakit = await startInfrakit({
    plugins: { instances: { fake: instances } },
    isProtected: ({ id }) => busy.has(id),
  });
  onTestFinished(() => infrakit.close());
  await infrakit.commit({ id: "web", size: 3, instance });
  await convergedAt(infrakit, "web", 3);
  const ids = [...instances.instances.keys()];
  const [, , last = ""] = ids;
  busy.add(last);
  await infrakit.commit({ id: "web", size: 2, instance });
  await expect.poll(() => instances.instances.size).toBe(2);
  expect([...instances.instances.keys()]).toContain(last);
});

test("commit() makes nothing more, and says why, when a plugin of the program answers with an empty id", async () => {
  const instances = new FakeInstances();
  instances.provision = () => Promise.resolve("");
  const provision = vi.spyOn(instances, "provision");
  const infrakit = await start(instances);
  await infrakit.commit({ id: "web", size: 1, instance });
  const fault = 'Cannot provision with "fake": its answer is no id: expected a string, found an empty one';
  await vi.waitFor(() => expect(infrakit.controller.status("web").phase).toBe("stalled"));
  expect(infrakit.controller.status("web").reason).toContain(fault);
  expect(provision).toHaveBeenCalledTimes(1);
});

test("commit() rejects, and does not throw, when a group cannot be written", async () => {
  const infrakit = await start(new FakeInstances());
  const committed = infrakit.commit({ id: "web", size: 1, logicalIds: ["a"], instance });
  await expect(committed).rejects.toThrow("give either size or logicalIds");
});

test("destroy() resolves when the group and its instances are gone, and watch() ends then", async () => {
  const instances = new FakeInstances();
  const infrakit = await start(instances);
  await infrakit.commit({ id: "web", size: 2, instance });
  await convergedAt(infrakit, "web", 2);
  const phases: string[] = [];
  const watched = (async () => {
    for await (const { phase } of infrakit.watch("web")) phases.push(phase);
  })();
  await infrakit.destroy("web");
  await watched;
  expect(instances.instances.size).toBe(0);
  expect(infrakit.controller.ids()).toEqual([]);
  expect(phases.at(-1)).toBe("destroying");
});

test("destroy() says that it has not waited to the end when everything is closed meanwhile", async () => {
  const instances = new FakeInstances();
  const infrakit = await start(instances);
  await infrakit.commit({ id: "web", size: 1, instance });
  await convergedAt(infrakit, "web", 1);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  instances.fail("destroy", () => held);
  const destroyed = expect(infrakit.destroy("web")).rejects.toThrow('Cannot wait for the end of group "web"');
  await expect.poll(() => instances.calls.destroy).toBe(1);
  const closed = infrakit.close();
  await destroyed;
  letGo();
  await closed;
});

test("destroy() begins nothing when its signal was aborted before", async () => {
  const instances = new FakeInstances();
  const infrakit = await start(instances);
  await infrakit.commit({ id: "web", size: 1, instance });
  await convergedAt(infrakit, "web", 1);
  const refused = infrakit.destroy("web", { signal: AbortSignal.abort() });
  await expect(refused).rejects.toMatchObject({ code: "aborted" });
  expect(infrakit.controller.status("web")).toMatchObject({ phase: "converged", desired: 1 });
});

test.for<readonly [name: string, read: (infrakit: Infrakit) => AsyncIterable<unknown>]>([
  ["watch()", (infrakit) => infrakit.watch("web")],
  ["watchAll()", (infrakit) => infrakit.watchAll()],
  ["events()", (infrakit) => infrakit.events("web")],
])("%s ends a stream at once when it is destroyed while nothing happens", async ([, read]) => {
  const infrakit = await start(new FakeInstances());
  await infrakit.commit({ id: "web", size: 0, instance });
  await convergedAt(infrakit, "web", 0);
  const stream = Readable.from(read(infrakit)).resume();
  const closed = once(stream, "close");
  // What is there already has been read then, and it waits for more.
  await setImmediate();
  stream.destroy();
  await closed;
});

test("events() tells what happens to a group from its first instance to its end", async () => {
  const infrakit = await start(new FakeInstances());
  const types: string[] = [];
  const told = (async () => {
    for await (const { type } of infrakit.events("web")) {
      types.push(type);
      if (type === "gone") return;
    }
  })();
  await infrakit.commit({ id: "web", size: 1, instance });
  await convergedAt(infrakit, "web", 1);
  await infrakit.destroy("web");
  await told;
  const ofInstance = ["found", "created", "healthy", "unhealthy", "destroyed"];
  expect(types.filter((type) => ofInstance.includes(type))).toEqual(["created", "healthy", "destroyed"]);
  expect(types).toContain("converged");
});

test("close() leaves the instances as they are and ends those who watch", async () => {
  const instances = new FakeInstances();
  const infrakit = await start(instances);
  await infrakit.commit({ id: "web", size: 2, instance });
  await convergedAt(infrakit, "web", 2);
  const watched = (async () => {
    for await (const _ of infrakit.watchAll()) continue;
    return "ended";
  })();
  await infrakit.close();
  expect(await watched).toBe("ended");
  expect(instances.instances.size).toBe(2);
});

test("watch() refuses when the group is not watched", async () => {
  const infrakit = await start(new FakeInstances());
  const watching = infrakit.watch("nobody")[Symbol.asyncIterator]();
  await expect(watching.next()).rejects.toThrow("Group 'nobody' is not being watched");
});

test("commit() says what is missing when processes are to be kept without a state directory", async () => {
  const infrakit = await start(new FakeInstances());
  const group = { id: "web", size: 1, instance: { ...instance, plugin: "process" } };
  await expect(infrakit.commit(group)).rejects.toThrow(
    'Cannot open plugin "process": it keeps its records in',
  );
});

test.for<readonly [why: string, options: object, message: string]>([
  ["misspelt", { statDir: "state" }, 'statDir: unknown member; did you mean "stateDir"?'],
  ["no object", { policy: 5 }, "expected an object, found a number"],
  ["null", { stateDir: null }, "stateDir: null is no value of it; leave it out to say nothing"],
  [
    "misspelt below plugins",
    { plugins: { instance: {} } },
    'instance: unknown member; did you mean "instances"?',
  ],
  [
    "misspelt below policy",
    { policy: { maxParalel: 1 } },
    'maxParalel: unknown member; did you mean "maxParallel"?',
  ],
  [
    "called otherwise",
    { stateDirectory: "state" },
    "stateDirectory: unknown member; known are plugins, stateDir, pluginsDir, policy, isProtected, logger, env",
  ],
])("startInfrakit() refuses when an option is %s", async ([, options, message]) => {
  await expect(startInfrakit(options)).rejects.toThrow(message);
});
