import { join } from "node:path";
import { describe, expect } from "vitest";
import { InstanceLogs } from "../src/process/instance-log.ts";
import { ProcessKeeper } from "../src/process/process-keeper.ts";
import type { ProcessTable } from "../src/process/process-table.ts";
import { createPsTable } from "../src/process/ps-table.ts";
import { openProcTable } from "../src/process/proc-table.ts";
import { RecordStore } from "../src/process/record-store.ts";
import { idsOf, killIfThere, type Place, test } from "./place.ts";

const waitMs = { timeout: 20_000, interval: 20 };

const tables = [
  { name: "the program ps", open: async (): Promise<ProcessTable> => createPsTable() },
  ...(process.platform === "linux" ? [{ name: "/proc", open: openProcTable }] : []),
];

/** A plugin that uses a certain table. */
async function openKeeper(place: Place, table: ProcessTable): Promise<ProcessKeeper> {
  const store = await RecordStore.open(join(place.directory, "instance"));
  const logs = await InstanceLogs.open(join(place.directory, "log"), { maxBytes: 1_000, maxDead: 1 });
  const onError = (error: unknown): never => expect.unreachable(String(error));
  const keeper = new ProcessKeeper({
    store,
    logs,
    table,
    state: {
      directory: place.directory,
      purpose: "process plugin",
      isHeld: async () => true,
      close: async () => {},
    },
    graceMs: 5_000,
    onError,
  });
  await keeper.recover();
  return keeper;
}

describe.for(tables)("$name", ({ open }) => {
  test("finds processes by pid, and those that are not there neither", async ({ place }) => {
    const table = await open();
    const plugin = await place.openPlugin();
    await plugin.provision(place.sleeper());
    const [pid = 0] = await place.running("while");
    const found = await table.find([pid, 99_999_999]);
    expect([...found.keys()]).toEqual([pid]);
    expect(found.get(pid)).toMatchObject({ pid, group: pid });
    expect(await table.find([99_999_999])).toEqual(new Map());
    expect(await table.find([])).toEqual(new Map());
    const listed = await table.list();
    expect(listed.find((entry) => entry.pid === pid)?.start).toBe(found.get(pid)?.start);
  });

  test("lists every process with its token", async ({ place }) => {
    const table = await open();
    const plugin = await place.openPlugin();
    const id = await plugin.provision(
      place.script(`setsid sh -c 'sleep 1000; :' ${place.marker}-apart & wait`),
    );
    // Two shells and what they run: `setsid` is replaced by the second.
    const tokens = async (): Promise<number> =>
      (await table.list()).filter(({ token }) => token === id).length;
    await expect.poll(tokens, waitMs).toBe(3);
    expect((await table.list()).find(({ pid }) => pid === process.pid)?.token).toBeUndefined();
  });

  test("is enough to start, take over, watch and end instances", async ({ place }) => {
    const table = await open();
    const first = await openKeeper(place, table);
    const apart = `setsid sh -c 'sleep 1000; :' ${place.marker}-apart & while :; do sleep 100; done`;
    const ids = await Promise.all([1, 2].map(() => first.provision(place.script(apart))));
    await first.close();
    const second = await openKeeper(place, table);
    expect(await idsOf(second)).toEqual(ids.toSorted());
    const [id = "", other = ""] = ids;
    await second.destroy(id, "terminate");
    expect(await idsOf(second)).toEqual([other]);
    const changes = second.changes({ signal: AbortSignal.timeout(30_000) })[Symbol.asyncIterator]();
    for (const pid of await place.running(`; done ${place.marker}`)) killIfThere(pid);
    expect(await changes.next()).toEqual({ value: { id: other }, done: false });
    await expect.poll(() => place.running(), waitMs).toEqual([]);
    await expect.poll(() => idsOf(second), waitMs).toEqual([]);
    await second.close();
  });
});
