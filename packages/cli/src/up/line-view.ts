import { encodeJson, type GroupStatus, type Logger, type SlotStatus } from "@infrakit/infrakit/operator";
import { statusDocument } from "../group/document.ts";
import { formatLoss, formatStatus } from "../group/describe.ts";
import { plainText } from "../table.ts";
import type { View } from "./view.ts";

interface Output {
  write(text: string): unknown;
}

/** One line for each change, with the time in front: for pipes, files and logs. */
export function openLineView(output: Output, logger: Logger): View {
  const known = new Map<string, GroupStatus>();
  const say = (line: string): void => void output.write(`${new Date().toISOString()} ${line}\n`);
  return {
    logger,
    say,
    show(id, status) {
      for (const line of changeLines(id, known.get(id), status)) say(line);
      if (status === null) known.delete(id);
      else known.set(id, status);
    },
    close: (lastWords) => lastWords.forEach(say),
  };
}

/** One JSON document a line for each change of a group; what is said is for people and left out. */
export function openJsonView(output: Output, logger: Logger): View {
  return {
    logger,
    say() {},
    show(id, status) {
      const document = { Time: new Date(), ID: id, Status: status === null ? null : statusDocument(status) };
      output.write(`${encodeJson(document)}\n`);
    },
    close() {},
  };
}

/** What is to be said of a group that was `before` and is `after` now. */
export function changeLines(
  id: string,
  before: GroupStatus | undefined,
  after: GroupStatus | null,
): readonly string[] {
  if (after === null) return [`${id}: gone`];
  const slotsBefore = describeSlots(before);
  const slotsAfter = describeSlots(after);
  const changed = [...slotsAfter].filter(
    ([slot, words]) => words !== unasked && slotsBefore.get(slot) !== words,
  );
  const removed = [...slotsBefore].filter(([slot, words]) => !slotsAfter.has(slot) && words !== unasked);
  const head = formatStatus(id, after);
  const isNews = before === undefined || withoutWaits(formatStatus(id, before)) !== withoutWaits(head);
  return [
    ...lossLines(id, before, after),
    ...changed.map(([slot, words]) => `${id} slot ${slot}: ${words}`),
    ...removed.map(([slot]) => `${id} slot ${slot}: gone`),
    ...(isNews ? [head] : []),
  ];
}

/** Which slots have lost their instance since, and why, as soon as that is known. */
function lossLines(id: string, before: GroupStatus | undefined, { slots }: GroupStatus): readonly string[] {
  if (before === undefined) return [];
  const wordsOf = (slot: SlotStatus): string => `${id} slot ${slot.slot}: ${plainText(formatLoss(slot))}`;
  const toldBefore = new Set(before.slots.map(lossKey));
  return slots.filter((slot) => slot.lastLoss !== undefined && !toldBefore.has(lossKey(slot))).map(wordsOf);
}

function lossKey({ slot, restarts, lastLoss }: SlotStatus): string {
  return JSON.stringify([slot, restarts, lastLoss?.reason]);
}

/** The words for a slot of which nothing is known yet: it is no news, and there may be an instance, so none has gone. */
const unasked: SlotStatus["state"] = "unknown";

/** That a wait has become shorter is no news. */
function withoutWaits(line: string): string {
  return line.replace(/\d+(?:\.\d+)? s\b/g, "a while");
}

/** In a slot there may be two for a while: one that goes and one that comes. */
function describeSlots(status: GroupStatus | undefined): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { slot, instance, state } of status?.slots ?? []) {
    const one = instance === null ? state : `${state} ${plainText(instance)}`;
    const other = words.get(slot);
    words.set(slot, other === undefined ? one : `${other}, ${one}`);
  }
  return words;
}
