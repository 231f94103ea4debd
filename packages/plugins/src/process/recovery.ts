import type { TokenEntry } from "./process-table.ts";
import { type InstanceRecord, isSameProcess, type ProcessIdentity } from "./record.ts";

/** What becomes of a record that another plugin left behind. */
export type Recovery =
  /** Its process lives. `isNew` if that was not noted yet. */
  | {
      readonly action: "adopt";
      readonly id: string;
      readonly identity: ProcessIdentity;
      readonly isNew: boolean;
    }
  /** Its process has ended, but others that it has started live: they are ended. */
  | { readonly action: "end"; readonly id: string }
  /** It has no process, or never had one. */
  | { readonly action: "discard"; readonly id: string };

/** What the system says, read once for all records. */
export interface Observation {
  readonly processes: readonly TokenEntry[];
  readonly boot: string;
}

/**
 * Decides what becomes of each record. A record with a process is believed if pid, start and token are those
 * that were noted. A program may hide its token: it may run as another user, or write its title over its
 * environment, as nginx and PostgreSQL do; then pid, start and boot decide alone, since a pid is not given
 * twice in one tick of the clock. A record without a process is an intent: we were killed before or after the
 * start, and the leader of a process group that carries the token is the process.
 */
export function planRecovery(
  records: readonly InstanceRecord[],
  { processes, boot }: Observation,
): readonly Recovery[] {
  const byPid = new Map(processes.map((entry) => [entry.pid, entry]));
  const leaders = leadersByToken(processes);
  const tokens = new Set(processes.map(({ token }) => token));
  return records.map(({ id, process: noted }): Recovery => {
    const identity = noted === null ? identityOf(leaders.get(id), boot) : noted;
    const isAlive = identity !== null && isOurs(id, identity, { found: byPid.get(identity.pid), boot });
    if (isAlive) return { action: "adopt", id, identity, isNew: noted === null };
    return { action: tokens.has(id) ? "end" : "discard", id };
  });
}

function isOurs(
  id: string,
  identity: ProcessIdentity,
  { found, boot }: { readonly found: TokenEntry | undefined; readonly boot: string },
): boolean {
  return isSameProcess(identity, found, boot) && (found?.token ?? id) === id;
}

function identityOf(entry: TokenEntry | undefined, boot: string): ProcessIdentity | null {
  return entry === undefined ? null : { pid: entry.pid, start: entry.start, boot };
}

/** The oldest process of each token that leads a group: descendants with groups of their own are younger. */
function leadersByToken(processes: readonly TokenEntry[]): ReadonlyMap<string, TokenEntry> {
  const leaders = new Map<string, TokenEntry>();
  for (const entry of processes) {
    if (entry.token === undefined || entry.pid !== entry.group) continue;
    const known = leaders.get(entry.token);
    if (known === undefined || isOlder(entry, known)) leaders.set(entry.token, entry);
  }
  return leaders;
}

function isOlder(a: TokenEntry, b: TokenEntry): boolean {
  return a.start < b.start || (a.start === b.start && a.pid < b.pid);
}
