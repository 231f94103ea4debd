import {
  type GroupDescription,
  type GroupStatus,
  LocalError,
  PluginError,
} from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { failureOf } from "../failure.ts";
import { inTime, obstacleOf, untilConverged, type Wait, type Waiting, withWait } from "./wait.ts";

const status: GroupStatus = {
  phase: "progressing",
  reason: "why",
  commit: "v2",
  desired: 1,
  ready: 0,
  slots: [],
  conditions: [],
  nextLookAt: null,
};

const rolledBack = {
  type: "Progressing",
  status: "false",
  reason: "RolledBack",
  message: "the last update failed: too slow",
  commit: "v2",
} as const;

test.for<
  readonly [why: string, rest: Partial<GroupStatus>, commit: string | undefined, obstacle: string | null]
>([
  ["it goes on", {}, "v2", null],
  ["it waits for a plugin", { phase: "waiting" }, "v2", null],
  ["its plugin names no commit", {}, undefined, null],
  ["it has stalled", { phase: "stalled" }, "v2", "it has stalled: why"],
  ["it is paused", { phase: "paused" }, "v2", "it is paused: why"],
  ["it is destroyed", { phase: "destroying" }, "v2", "it is being destroyed"],
  ["it has another commit", { phase: "converged" }, "v3", "it was given another commit meanwhile"],
  [
    "it was rolled back and says why",
    { phase: "converged", conditions: [rolledBack] },
    "v3",
    "it was rolled back: the last update failed: too slow",
  ],
])("obstacleOf() says whether a group may still converge when %s", ([, rest, commit, obstacle]) => {
  expect(obstacleOf({ ...status, ...rest }, commit)).toBe(obstacle);
});

/** A wait that nobody ends. */
const endless: Wait = { signal: new AbortController().signal, wasInterrupted: () => false };

/** A wait whose time is up. */
const ended: Wait = { signal: AbortSignal.abort(), wasInterrupted: () => false };

/** A group plugin that describes its groups in turn as it is told to, the last way for ever. */
function describing(answers: Readonly<Record<string, readonly Partial<GroupStatus>[]>>): Waiting["plugin"] {
  const left = new Map(Object.entries(answers).map(([id, list]) => [id, [...list]]));
  const describeGroup = async (id: string): Promise<GroupDescription> => {
    const list = left.get(id) ?? [];
    const next = { ...status, ...(list.length > 1 ? list.shift() : list[0]) };
    return { instances: [], converged: next.phase === "converged", status: next };
  };
  const rollout = { status: async () => status };
  return { name: "group", group: { describeGroup }, rollout, slowCalls: async () => [] };
}

test("withWait() lets any number of groups be waited for at once", async () => {
  const warnings: string[] = [];
  const hear = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", hear);
  await withWait({ timeout: "1m" }, async (wait) => {
    for (let n = 0; n < 20; n++) wait?.signal.addEventListener("abort", () => undefined);
    await new Promise((resolve) => void setImmediate(resolve));
  });
  process.off("warning", hear);
  expect(warnings).toEqual([]);
});

test("untilConverged() resolves when all groups have converged and are healthy", async () => {
  const done = { phase: "converged", ready: 1 } as const;
  await untilConverged({ ...endless, plugin: describing({ a: [done], b: [done] }) }, ["a", "b"]);
});

test("untilConverged() resolves when nobody is outdated but who runs the controller", async () => {
  const slots = [
    { slot: "a", instance: "i-1", state: "healthy" },
    { slot: "b", instance: "i-2", state: "outdated" },
  ] as const;
  const done = { phase: "converged", desired: 2, ready: 1, slots } as const;
  await untilConverged({ ...endless, plugin: describing({ a: [done] }) }, ["a"]);
});

test("untilConverged() waits for one that is not healthy in a group that has converged", async () => {
  const slots = [{ slot: "0", instance: "i-1", state: "unhealthy" }] as const;
  const unwell = { phase: "converged", ready: 0, slots } as const;
  const told: number[] = [];
  const plugin = describing({ a: [unwell, unwell, { phase: "converged", ready: 1 }] });
  await untilConverged({ ...endless, plugin, onStatus: (_, { ready }) => void told.push(ready) }, ["a"]);
  expect(told).toEqual([0, 0, 1]);
});

test("untilConverged() fails with code 4 when one group is rolled back while another is waited for", async () => {
  const done = { phase: "converged", ready: 1 } as const;
  const plugin = describing({ a: [done], b: [{}, { ...done, commit: "v1" }] });
  const error: unknown = await untilConverged({ ...endless, plugin }, ["a", "b"]).catch(
    (thrown: unknown) => thrown,
  );
  expect(failureOf(error)).toEqual({
    code: "not_converged",
    message: 'Cannot wait any longer for group "b": it was given another commit meanwhile',
    hint: "infrakit group explain b says what is in the way",
    exitCode: 4,
  });
});

test("untilConverged() goes on when nobody can list the instances for a while", async () => {
  const plugin = describing({ a: [{ phase: "converged", ready: 1 }] });
  const unlisted = new PluginError({ code: -32000, message: "no answer within 1s", data: null });
  let asked = 0;
  const describeGroup = (id: string): Promise<GroupDescription> =>
    ++asked === 1 ? Promise.reject(unlisted) : plugin.group.describeGroup(id);
  const told: string[] = [];
  const onStatus = (_: string, { phase }: GroupStatus): void => void told.push(phase);
  await untilConverged({ ...endless, onStatus, plugin: { ...plugin, group: { describeGroup } } }, ["a"]);
  expect(told).toEqual(["progressing", "converged"]);
});

test("untilConverged() goes on when the list takes longer than a call may", async () => {
  const plugin = describing({ a: [{ phase: "converged", ready: 1 }] });
  const slow = new LocalError("deadline_exceeded", "no answer within 25s");
  let asked = 0;
  const describeGroup = (id: string): Promise<GroupDescription> =>
    ++asked < 3 ? Promise.reject(slow) : plugin.group.describeGroup(id);
  await untilConverged({ ...endless, plugin: { ...plugin, group: { describeGroup } } }, ["a"]);
  expect(asked).toBe(3);
});

test("untilConverged() fails when a group can list its instances that nobody else can", async () => {
  const unlisted = new PluginError({ code: -32000, message: "cannot read i-1", data: null });
  const looks = [1000, 1000, 11_000, 16_000, 21_000];
  const describeGroup = (): Promise<GroupDescription> => Promise.reject(unlisted);
  const rollout = {
    status: async (): Promise<GroupStatus> => {
      const nextLookAt = (looks.length > 1 ? looks.shift() : looks[0]) ?? null;
      return { ...status, phase: "converged", ready: 1, nextLookAt };
    },
  };
  const plugin = { ...describing({}), group: { describeGroup }, rollout };
  await expect(untilConverged({ ...endless, plugin }, ["a"])).rejects.toThrow(
    'Cannot wait any longer for group "a", and what was asked goes on: cannot read i-1',
  );
  expect(looks).toEqual([21_000]);
});

test.for([
  [
    "its plugin is away",
    new LocalError("plugin_unreachable", "nobody listens there"),
    "plugin_unreachable",
    3,
    "goes on when its plugin keeps it again",
  ],
  [
    "a plugin that is not ours fails",
    new PluginError({ code: -32000, message: "no such zone", data: null }),
    "plugin_error",
    1,
    "goes on",
  ],
] as const)(
  "untilConverged() says what becomes of what was asked when %s",
  async ([, why, code, exitCode, goesOn]) => {
    const plugin = {
      ...describing({}),
      group: { describeGroup: () => Promise.reject(why) },
      rollout: { status: () => Promise.reject(why) },
    };
    const error: unknown = await untilConverged({ ...endless, plugin }, ["a"]).catch(
      (thrown: unknown) => thrown,
    );
    expect(failureOf(error)).toMatchObject({
      code,
      exitCode,
      message: `Cannot wait any longer for group "a", and what was asked ${goesOn}: ${why.message}`,
    });
  },
);

test.for([
  ["time is up", false, "time is up, and what was asked goes on: why"],
  ["it is interrupted", true, "interrupted, and what was asked goes on: why"],
] as const)("untilConverged() says where the group stands when %s", async ([, wasInterrupted, words]) => {
  const waiting = { ...ended, wasInterrupted: () => wasInterrupted, plugin: describing({ a: [{}] }) };
  await expect(untilConverged(waiting, ["a"])).rejects.toThrow(
    `Cannot wait any longer for group "a": ${words}`,
  );
});

test.for(["nothing was asked of it", "what was asked may still happen"] as const)(
  "inTime() says what has become of what was asked when time is up: %s",
  async (asked) => {
    const waiting = { ...ended, asked, plugin: describing({}) };
    const call = inTime(waiting, "a", () => Promise.reject(new Error("aborted")));
    await expect(call).rejects.toThrow(`time is up, and ${asked}: why`);
  },
);

test.for(["0s", "-3s"])("withWait() refuses a time that is over at once: %s", async (timeout) => {
  await expect(withWait({ timeout }, async () => undefined)).rejects.toThrow(
    `Cannot wait for "${timeout}": give a time above 0, such as 90s, or none for no wait`,
  );
});

test.for([
  ["it is not asked to", {}, false],
  ["it is asked to", { wait: true }, true],
  ["a time is given", { timeout: "600h" }, true],
  ["a time is given that is no whole number of milliseconds", { timeout: "90.0005s" }, true],
] as const)("withWait() knows whether to wait when %s", async ([, options, waits]) => {
  let given: Wait | null | undefined;
  await withWait(options, async (wait) => void (given = wait));
  expect(given !== null).toBe(waits);
  expect(given?.signal.aborted ?? false).toBe(false);
});
