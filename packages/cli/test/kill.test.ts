import { join } from "node:path";
import {
  type GroupSpec,
  LocalError,
  openGroupPlugin,
  type OpenGroupPlugin,
  parseSpecs,
} from "@infrakit/infrakit/operator";
import { seededRandom } from "@infrakit/testing";
import { expect } from "vitest";
import { CensusTaker, takeCensus } from "./census.ts";
import { drawSeed } from "./draw-seed.ts";
import { type Home, killIfThere, type Running, sleepers, test } from "./home.ts";

const isNightly = process.env["INFRAKIT_NIGHTLY"] === "1";

/** How long a group may take. A plugin of its own may still be at what its dead controller had asked for: then that counts for two minutes. */
const patienceMs = isNightly ? 200_000 : 30_000;

/** How many instances an update may make beyond the size, and take away below it. */
const surge = 3;
const unavailable = 2;

/** What the group shall be. */
interface Wanted {
  readonly version: number;
  readonly size: number;
}

/** The programs that keep the group, some of which are dead now and then. */
interface Keepers {
  controller: Running;
  /** The instance plugin, if it is a process of its own. */
  plugin: Running | undefined;
}

function specOf({ version, size }: Wanted): object {
  const { ID, Properties } = sleepers("web", size, { Env: { VERSION: `v${version}` } }) as {
    readonly ID: string;
    readonly Properties: object;
  };
  const Updating = { MaxSurge: surge, MaxUnavailable: unavailable };
  return { ID, Properties: { ...Properties, Updating } };
}

/** Writes what is wanted for the next start, and tells it to the controller that runs, which may die of it. */
async function want(home: Home, wanted: Wanted): Promise<{ readonly answered: Promise<boolean> }> {
  const text = JSON.stringify(specOf(wanted));
  await home.write("web.json", text);
  const [spec] = parseSpecs(text);
  if (spec === undefined) throw new Error("Cannot commit the spec: it holds no group");
  const plugin = await openGroupPlugin(join(home.path, "plugins"), "group");
  return { answered: commit(plugin, spec) };
}

/** Whether it was committed. If not, whoever starts next commits what was written. */
async function commit(plugin: OpenGroupPlugin, spec: GroupSpec): Promise<boolean> {
  try {
    await plugin.group.commitGroup(spec);
    return true;
  } catch (error) {
    if (error instanceof LocalError) return false;
    throw error;
  } finally {
    await plugin.close();
  }
}

function startController(home: Home): Running {
  return home.start(["up", join(home.path, "web.json")]);
}

async function startPlugin(home: Home): Promise<Running> {
  const plugin = home.start(["plugin", "start", "process"]);
  await expect.poll(plugin.stderr, { timeout: 20_000, interval: 10 }).toContain('"msg":"serving"');
  return plugin;
}

/** Kills with -9, waits for the end, and starts again: the controller, and its instance plugin too if that is apart. */
async function killAndStart(home: Home, keepers: Keepers, withPlugin: boolean): Promise<void> {
  const plugin = withPlugin ? keepers.plugin : undefined;
  const dying = plugin === undefined ? [keepers.controller] : [keepers.controller, plugin];
  for (const { child } of dying) killIfThere(child.pid ?? 0);
  await Promise.all(dying.map(({ ended }) => ended));
  if (plugin !== undefined) keepers.plugin = await startPlugin(home);
  keepers.controller = startController(home);
}

/** Waits until the group has converged, and shows that the system says the same. */
async function becomes(home: Home, { version, size }: Wanted, hint: string): Promise<void> {
  const where = async (): Promise<object> => ({ phase: await phaseOf(home), ...takeCensus(home) });
  const same = { processes: size, instances: size, slots: size };
  await expect
    .poll(where, { timeout: patienceMs, interval: 25, message: hint })
    .toEqual({ phase: "converged", ...same, versions: [`v${version}`] });
}

/** Where the group stands by the controller's word, or why it has none. */
async function phaseOf(home: Home): Promise<string> {
  const plugin = await openGroupPlugin(join(home.path, "plugins"), "group").catch(String);
  if (typeof plugin === "string") return plugin;
  try {
    const { phase, reason } = await plugin.rollout.status("web");
    return reason === "" ? phase : `${phase}: ${reason}`;
  } catch (error) {
    return String(error);
  } finally {
    await plugin.close();
  }
}

/** Waits until the controller that was started last can be asked. */
async function answers(home: Home): Promise<void> {
  await expect.poll(() => phaseOf(home), { timeout: 20_000 }).toMatch(/^(?:progressing|converged)/);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An update, fewer, then more and an update at once; and so on. */
function nextWanted({ version, size }: Wanted, round: number): Wanted {
  if (round % 3 === 0) return { version: version + 1, size };
  return round % 3 === 1 ? { version, size: 5 } : { version: version + 1, size: 20 };
}

/** Whether the system shows that a change is neither still to begin nor over. */
function isBetween(home: Home, before: Wanted, after: Wanted): boolean {
  const { processes, versions } = takeCensus(home);
  const is = ({ size, version }: Wanted): boolean => processes === size && versions.join() === `v${version}`;
  return !is(before) && !is(after);
}

/** Lets some instances die with whoever is killed. */
function killInstances(home: Home, count: number): void {
  for (const { pid } of home.instances().slice(0, count)) killIfThere(pid);
}

interface Row {
  readonly name: string;
  readonly isApart: boolean;
  readonly kills: number;
  /** Whether it is waited for the right count, after some rounds; what is doubled is looked for all the time. */
  readonly waits: boolean;
}

const rows: readonly Row[] = [
  { name: "with the processes in its own hands", isApart: false, kills: isNightly ? 200 : 20, waits: true },
  { name: "with a plugin of its own", isApart: true, kills: isNightly ? 200 : 5, waits: isNightly },
];

/** A group that is told to change and whose keepers are killed meanwhile. */
interface Siege {
  readonly home: Home;
  readonly keepers: Keepers;
  /** A random whole number below a limit. */
  readonly below: (limit: number) => number;
  /** How often somebody was killed, and how often of these in the middle of a change. */
  killed: number;
  between: number;
}

/** Kills once or more after a change was told. It takes some 200 ms, and a start as long. */
async function killAtRandom(siege: Siege, before: Wanted, after: Wanted): Promise<void> {
  const { home, keepers, below } = siege;
  for (let span = 200; ; span = 450) {
    await pause(below(span));
    if (isBetween(home, before, after)) siege.between++;
    if (below(4) === 0) killInstances(home, below(20));
    await killAndStart(home, keepers, below(2) === 0);
    siege.killed++;
    if (below(3) > 0) return;
  }
}

test.for(rows)(
  "infrakit up keeps the count of real processes when it is killed at random moments, $name",
  { timeout: isNightly ? 14_400_000 : 120_000 },
  async ({ name, isApart, kills, waits }, { home, onTestFinished }) => {
    const seed = drawSeed();
    const hint = `INFRAKIT_SEED=${seed}, ${name}`;
    const random = seededRandom(seed);
    const census = new CensusTaker(home);
    onTestFinished(() => census.close());
    let wanted: Wanted = { version: 1, size: 20 };
    census.most = wanted.size + surge;
    await home.write("web.json", specOf(wanted));
    const plugin = isApart ? await startPlugin(home) : undefined;
    const keepers: Keepers = { plugin, controller: startController(home) };
    const below = (limit: number): number => Math.floor(random() * limit);
    const siege: Siege = { home, keepers, below, killed: 0, between: 0 };
    await becomes(home, wanted, hint);
    for (let round = 0; siege.killed < kills; round++) {
      const next = nextWanted(wanted, round);
      const told = await want(home, next);
      await killAtRandom(siege, wanted, next);
      await told.answered;
      const isAwaited = waits && (isNightly || round % 7 === 6 || siege.killed >= kills);
      if (isAwaited) await becomes(home, next, `${hint}, round ${round}, ${JSON.stringify(next)}`);
      else await answers(home);
      expect(census.tooMany, hint).toEqual([]);
      wanted = next;
    }
    const { killed, between } = siege;
    process.stdout.write(`${hint}: killed ${killed} times, ${between} of them in the middle of a change\n`);
    expect(between, hint).toBeGreaterThan(0);
    if (!waits) return;
    keepers.controller.child.kill("SIGTERM");
    await keepers.controller.ended;
    expect((await home.run(["up", "--destroy", join(home.path, "web.json")])).code).toBe(0);
    expect(takeCensus(home).processes, hint).toBe(0);
  },
);
