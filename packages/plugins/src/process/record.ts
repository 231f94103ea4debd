import type { Tags } from "@infrakit/spi/data";
import { type Codec, integer, map, member, nullable, object, string } from "@infrakit/spi/document";
import type { ProcessEntry } from "./process-table.ts";

/** Which process it is, so that no other is ever taken for it: a pid alone is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** As in {@link ProcessEntry.start}. */
  readonly start: number;
  /** As in `ProcessTable.boot`. */
  readonly boot: string;
}

/** What is kept of an instance. Arguments and variables are not: they may be secret. */
export interface InstanceRecord {
  /** Random; also the token that the processes of the instance carry in their environment. */
  readonly id: string;
  readonly logicalId: string | null;
  readonly tags: Tags;
  readonly command: string;
  /** When it was started; RFC 3339. */
  readonly startedAt: string;
  /** `null` in an intent: the process is about to be started, or was and we died before we could note it. */
  readonly process: ProcessIdentity | null;
}

/** `{"ID","LogicalID","Tags","Command","StartedAt","Process":{"Pid","Start","Boot"}}`. */
export const instanceRecordCodec: Codec<InstanceRecord> = object<InstanceRecord>({
  id: member("ID", string),
  logicalId: member("LogicalID", nullable(string)),
  tags: member("Tags", map(string)),
  command: member("Command", string),
  startedAt: member("StartedAt", string),
  process: member(
    "Process",
    nullable(
      object<ProcessIdentity>({
        pid: member("Pid", integer),
        start: member("Start", integer),
        boot: member("Boot", string),
      }),
    ),
  ),
});

/** Tells whether the process that has the pid now is the one that was noted. */
export function isSameProcess(
  noted: ProcessIdentity,
  found: ProcessEntry | undefined,
  boot: string,
): found is ProcessEntry {
  return found !== undefined && found.pid === noted.pid && found.start === noted.start && noted.boot === boot;
}

/** Records that note the same process as another, each with one of the others. */
export function findTwins(
  records: readonly InstanceRecord[],
): readonly (readonly [InstanceRecord, InstanceRecord])[] {
  const byProcess = new Map<string, readonly InstanceRecord[]>();
  for (const record of records) {
    if (record.process === null) continue;
    const { pid, start, boot } = record.process;
    const key = `${pid} ${start} ${boot}`;
    byProcess.set(key, [...(byProcess.get(key) ?? []), record]);
  }
  return [...byProcess.values()].flatMap((alike) =>
    alike.flatMap((record) => {
      const other = alike.find((each) => each !== record);
      return other === undefined ? [] : [[record, other] as const];
    }),
  );
}
