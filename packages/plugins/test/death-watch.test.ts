import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { DeathWatch } from "../src/process/death-watch.ts";
import type { ProcessEntry, ProcessTable } from "../src/process/process-table.ts";

/** A process that has ended and was reaped. */
async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

function tableOf(find: ProcessTable["find"]): ProcessTable {
  return { boot: "b", findEveryMs: 0, find, list: async () => [] };
}

function watch(table: ProcessTable): {
  readonly deaths: string[];
  readonly errors: unknown[];
  readonly watch: DeathWatch;
} {
  const deaths: string[] = [];
  const errors: unknown[] = [];
  const listener = {
    onDeath: (id: string) => deaths.push(id),
    onError: (error: unknown) => errors.push(error),
  };
  return { deaths, errors, watch: new DeathWatch(table, listener) };
}

const alive = { pid: process.pid, start: 5, boot: "b" };

test("DeathWatch reports a pid that is not in use when the table cannot be read", async () => {
  const broken = tableOf(() => Promise.reject(new Error("no table")));
  const { deaths, errors, watch: watched } = watch(broken);
  watched.add("dead", { pid: await deadPid(), start: 1, boot: "b" });
  watched.add("alive", alive);
  await expect.poll(() => deaths).toEqual(["dead"]);
  await expect.poll(() => errors.length).toBeGreaterThan(1);
  watched.close();
  expect(errors[0]).toEqual(new Error("no table"));
});

test("DeathWatch reports each of many whose pids are in new hands, once", async () => {
  const asked = new Map<number, number>();
  const table = tableOf(async (pids) => {
    for (const pid of pids) asked.set(pid, (asked.get(pid) ?? 0) + 1);
    return new Map<number, ProcessEntry>([[process.pid, { pid: process.pid, group: 1, start: 6 }]]);
  });
  const { deaths, errors, watch: watched } = watch(table);
  const ids = Array.from({ length: 600 }, (_, number) => `id ${number}`);
  for (const id of ids) watched.add(id, alive);
  watched.delete("id 599");
  await expect.poll(() => deaths.length, { timeout: 5_000 }).toBe(599);
  expect(new Set(deaths).size).toBe(599);
  expect(asked.get(process.pid)).toBe(599);
  watched.close();
  expect(errors).toEqual([]);
});

test("DeathWatch says nothing of those that live, or after it was closed", async () => {
  let rounds = 0;
  const { deaths, watch: watched } = watch(
    tableOf(async () => {
      rounds++;
      return new Map([[process.pid, { pid: process.pid, group: 1, start: 5 }]]);
    }),
  );
  watched.add("alive", alive);
  await expect.poll(() => rounds).toBeGreaterThan(2);
  watched.close();
  watched.add("late", { pid: 99_999_999, start: 5, boot: "b" });
  expect(deaths).toEqual([]);
});
