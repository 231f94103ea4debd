import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { InstanceLogs } from "../src/process/instance-log.ts";
import type { ProcessTable } from "../src/process/process-table.ts";
import { parseProcessProperties } from "../src/process/properties.ts";
import { RecordStore } from "../src/process/record-store.ts";
import { type StartParts, type StartRequest, startInstance } from "../src/process/start-instance.ts";
import { killIfThere, type Place, test } from "./place.ts";

interface Setting {
  readonly request: StartRequest;
  readonly parts: StartParts;
  readonly errors: unknown[];
}

/** A start whose record cannot be written once the process runs: its directory vanishes when the table is asked. */
async function settingOf(place: Place, end: StartParts["end"]): Promise<Setting> {
  const records = join(place.directory, "instance");
  const store = await RecordStore.open(records);
  const logs = await InstanceLogs.open(join(place.directory, "log"), { maxBytes: 1_000, maxDead: 1 });
  const table: ProcessTable = {
    boot: "b",
    findEveryMs: 0,
    find: async ([pid = 0]) => {
      await rm(records, { recursive: true });
      return new Map([[pid, { pid, group: pid, start: 1 }]]);
    },
    list: async () => [],
  };
  const errors: unknown[] = [];
  const parts = { store, logs, table, end, onError: (error: unknown) => errors.push(error) };
  const spec = place.sleeper();
  const request = { id: place.token, spec, properties: parseProcessProperties(spec.properties) };
  return { request, parts, errors };
}

test("startInstance() ends the process when it cannot note which it is", async ({ place }) => {
  const ended: number[] = [];
  const { request, parts, errors } = await settingOf(place, async (_, leader) => {
    ended.push(leader?.pid ?? 0);
    process.kill(leader?.pid ?? 0, "SIGKILL");
  });
  await expect(startInstance(request, parts)).rejects.toMatchObject({ code: "state_unwritable" });
  expect(ended).toHaveLength(1);
  expect(parts.store.all()).toEqual([]);
  expect(errors).toEqual([]);
});

test("startInstance() keeps the intent when it can neither note the process nor end it", async ({
  place,
}) => {
  const stuck = new Error("stuck");
  const { request, parts, errors } = await settingOf(place, () => Promise.reject(stuck));
  await expect(startInstance(request, parts)).rejects.toMatchObject({ code: "state_unwritable" });
  expect(parts.store.find(place.token)).toMatchObject({ id: place.token, process: null });
  expect(errors).toEqual([stuck]);
  for (const pid of await place.running()) killIfThere(pid);
});
