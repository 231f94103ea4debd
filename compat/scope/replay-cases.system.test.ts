import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PollingHost } from "../../packages/scope/src/host/polling-host.ts";
import type { HostedPlugin } from "../../packages/scope/src/host/scope-host.ts";
import { openLiveHost, temporaryDirectory, until } from "../../packages/scope/test/live-host.ts";
import { ManualClock } from "../../packages/scope/test/manual-clock.ts";
import type { ScriptedPlugin } from "../../packages/scope/test/scripted-plugin.ts";
import { requireProgram } from "../../test/require-program.ts";
import { madeByPython, startCase } from "./case-plugin.ts";
import { otherVerdicts, unfinished } from "./differences.ts";
import {
  readCases,
  recordedProbeId,
  type RecordedCase,
  type RecordedSpec,
  recordedRoot,
} from "./recorded-case.ts";

/** A case as it is played again. */
interface Play {
  readonly recorded: RecordedCase;
  readonly host: PollingHost;
  readonly clock: ManualClock;
  readonly plugin: ScriptedPlugin | undefined;
  /** What the host says of the only socket there is. */
  readonly listed: () => HostedPlugin | undefined;
}

async function play(recorded: RecordedCase): Promise<Play> {
  const root = join(temporaryDirectory(), "plugins");
  mkdirSync(root);
  const clock = new ManualClock();
  const plugin = await startCase(recorded, { root, clock });
  const { host } = await openLiveHost(root, { clock, probeId: recordedProbeId });
  return { recorded, host, clock, plugin, listed: () => host.plugins()[0] };
}

/** Waits for the verdict of a poll. */
function verdict({ listed }: Play): Promise<void> {
  return until(() => expect(listed()?.spec.status).toBeDefined());
}

/** Has so many milliseconds pass after so many requests have come. */
async function pass({ clock, plugin }: Play, milliseconds: number, requests = 1): Promise<void> {
  await until(() => expect(plugin?.requests).toHaveLength(requests));
  await clock.advance(milliseconds);
}

async function pollFourTimes(played: Play): Promise<void> {
  for (let poll = 1; poll < 4; poll++) {
    await until(() => expect(played.plugin?.requests).toHaveLength(poll));
    await until(() => expect(played.clock.timers).toBe(2));
    await played.clock.advance(1000);
  }
  await until(() => expect(played.listed()?.spec.status).toContain("error"));
}

/** What has to happen before the verdict of cases that take time. */
const courses: Readonly<Record<string, (played: Play) => Promise<void>>> = {
  "fails-later": pollFourTimes,
  "spec-late-change": pollFourTimes,
  "slow-400": (played) => pass(played, 400),
  "slow-body": (played) => pass(played, 500),
  trickle: (played) => pass(played, 500),
  async "slow-once"(played) {
    await pass(played, 500);
    await until(() => expect(played.listed()?.spec.status).toBe("error: context deadline exceeded"));
    await played.clock.advance(500);
    await until(() => expect(played.listed()?.spec.status).toBe("ok"));
  },
};

/** The names by which Scope's JSON and ours call what a list of plugins shows, with what both leave out. */
function asRecorded({ spec }: HostedPlugin): RecordedSpec {
  const { id, label, description, interfaces, apiVersion, status = "" } = spec;
  return {
    id,
    label,
    interfaces: interfaces ?? null,
    status,
    ...(description !== undefined && { description }),
    ...(apiVersion !== undefined && { api_version: apiVersion }),
  };
}

/** What ours should list. */
function expected({ name, listed }: RecordedCase, path: string): RecordedSpec {
  const [, id = ""] = /([^/]*?)(?:\.[^./]*)?$/.exec(path) ?? [];
  const other = otherVerdicts[name];
  const nameless = { id, label: id, interfaces: null };
  if (other === undefined && listed !== null)
    return {
      ...listed,
      status: listed.status.replaceAll(recordedRoot, path.slice(0, path.lastIndexOf("/"))),
    };
  if (other === undefined) throw new Error(`nothing is recorded of ${name}`);
  return { ...(other.isNameless === true || listed === null ? nameless : listed), status: other.status };
}

const cases = [...readCases().values()];
const isShown = ({ name, listed }: RecordedCase): boolean =>
  listed !== null || otherVerdicts[name] !== undefined;
const hasPython = requireProgram("python3");
const shown = cases.filter(isShown);
const needsPython = ({ name }: RecordedCase): boolean => madeByPython.includes(name) && !hasPython;
const same = shown.filter(({ name }) => otherVerdicts[name] === undefined);

describe("verdicts [scope.status] [scope.spec.checks] [scope.answer.framing] [scope.answer.codes] [scope.unreachable]", () => {
  test.for(same)("a host lists the plugin as recorded in case $name: $note", async (recorded, { skip }) => {
    skip(needsPython(recorded));
    await expectListed(recorded);
  });
});

describe("better verdicts [differs.scope.refused] [differs.scope.decode] [differs.scope.not-http] [differs.scope.slow] [differs.scope.large]", () => {
  const rows = shown.filter(({ name }) => otherVerdicts[name] !== undefined);

  test.for(rows)("a host says better what is wrong in case $name: $note", async (recorded) => {
    const status = await expectListed(recorded);
    expect(status).not.toBe(recorded.listed?.status);
  });

  test("each of them is of a case that was recorded", () => {
    expect(Object.keys(otherVerdicts).filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
  });
});

async function expectListed(recorded: RecordedCase): Promise<string> {
  const played = await play(recorded);
  await courses[recorded.name]?.(played);
  await verdict(played);
  const [listed] = played.host.plugins();
  if (listed === undefined) throw new Error("no plugin is listed");
  expect(asRecorded(listed)).toEqual(expected(recorded, listed.path));
  return listed.spec.status ?? "";
}

describe("files that are no plugins [scope.scan.sockets]", () => {
  const files = cases.filter((recorded) => !isShown(recorded) && !unfinished.includes(recorded.name));

  test.for(files)("a host lists nothing in case $name: $note", async (recorded, { skip }) => {
    skip(needsPython(recorded));
    const { host } = await play(recorded);
    expect(host.plugins()).toEqual([]);
  });
});

describe("reports of the largest size [scope.answer.limit]", () => {
  test.for(cases.filter(({ name }) => unfinished.includes(name)))(
    "a host takes the report in case $name: $note",
    async (recorded) => {
      const played = await play(recorded);
      await verdict(played);
      expect(played.listed()?.spec.status).toBe("ok");
    },
  );
});

test("a host follows redirections as recorded [scope.answer.redirect]", async () => {
  const recorded = readCases().get("http-301");
  if (recorded === undefined) throw new Error("the case is not recorded");
  const played = await play(recorded);
  await verdict(played);
  const lines = played.plugin?.requests.map(({ head }) => head.split("\r\n"));
  expect(lines?.map(([line]) => line)).toEqual([
    `GET /report?api_version=1&probe_id=${recordedProbeId} HTTP/1.1`,
    "GET /report2 HTTP/1.1",
  ]);
  expect(lines?.[1]).toContain(`referer: http://plugin/report?api_version=1&probe_id=${recordedProbeId}`);
  expect(played.plugin?.connections).toBe(1);
});
