import type { InstanceChange, InstancePlugin } from "@infrakit/spi";
import { FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { withHintsOfMoves } from "./hints-of-moves.ts";

/** A plugin that can be told to move, and those who hear its hints. */
function open(plugin: InstancePlugin) {
  const listeners = new Set<() => void>();
  const stop = new AbortController();
  const hinting = withHintsOfMoves(plugin, (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  const changes = hinting.changes?.({ signal: stop.signal }) as AsyncGenerator<InstanceChange>;
  return { changes, hinting, listeners, move: () => listeners.forEach((listener) => listener()), stop };
}

const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };

test("withHintsOfMoves() hints when the plugin does, and when the plugin moves", async () => {
  const instances = new FakeInstances();
  const { changes, hinting, listeners, move, stop } = open(instances);
  const first = changes.next();
  const id = await hinting.provision(spec);
  instances.kill(id);
  expect(await first).toEqual({ done: false, value: { id } });
  move();
  expect(await changes.next()).toEqual({ done: false, value: {} });
  const last = changes.next();
  stop.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});

test("withHintsOfMoves() hints when the plugin moves and gives no hints itself", async () => {
  const { changes, move, stop } = open({} as InstancePlugin);
  const first = changes.next();
  move();
  expect(await first).toEqual({ done: false, value: {} });
  move();
  stop.abort();
  expect(await changes.next()).toEqual({ done: true, value: undefined });
});

test("withHintsOfMoves() fails after what it has to tell when the plugin's hints fail", async () => {
  const failing = async function* (): AsyncGenerator<InstanceChange> {
    yield { id: "i-1" };
    throw new Error("no more");
  };
  const { changes } = open({ changes: failing } as unknown as InstancePlugin);
  expect(await changes.next()).toEqual({ done: false, value: { id: "i-1" } });
  await expect(changes.next()).rejects.toThrow("no more");
});

test("withHintsOfMoves() keeps a thousand hints at most when nobody takes them", async () => {
  const { changes, move, stop } = open({} as InstancePlugin);
  const first = changes.next();
  for (let count = 0; count < 3000; count++) move();
  await first;
  for (let count = 1; count < 1000; count++) expect((await changes.next()).value).toEqual({});
  const last = changes.next();
  stop.abort();
  expect((await last).done).toBe(true);
});
