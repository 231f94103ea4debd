import {
  type GroupDescription,
  type GroupStatus,
  messageOf,
  type RolloutPlugin,
  type SlotStatus,
} from "@infrakit/infrakit/operator";
import { formatAge } from "../age.ts";
import { answer, type Context } from "../context.ts";
import { failureOf } from "../failure.ts";
import { formatTable, plainText } from "../table.ts";
import { descriptionDocument, statusDocument } from "./document.ts";
import { formatReady } from "./ready.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Shows where a group stands and what its instances are. */
export async function describe(context: Context, id: string, options: GroupOptions): Promise<void> {
  await withGroup(context, { ...options, id }, async (group, { rollout }) => {
    try {
      const description = await group.describeGroup(id);
      answer(context, descriptionDocument(id, description), describeLines(id, description));
    } catch (error) {
      await describeAsKnown(context, { id, rollout, error });
    }
  });
}

/** What the controller knows by itself of a group whose instances cannot be listed. */
interface KnownGroup {
  readonly id: string;
  readonly rollout: Pick<RolloutPlugin, "status">;
  /** Why they cannot be listed. */
  readonly error: unknown;
}

/** A plugin that is away takes its list with it, and not what is known of the group. @throws if nothing is. */
async function describeAsKnown(context: Context, { id, rollout, error }: KnownGroup): Promise<void> {
  const status = await rollout.status(id).catch(() => Promise.reject(error));
  const why = messageOf(error);
  answer(context, { ID: id, Status: statusDocument(status), Error: why }, [
    ...statusLines(id, status),
    "",
    plainText(`the instances cannot be listed${status.reason.includes(why) ? "" : `: ${why}`}`),
    ...hintLines(status.reason.includes(why) ? status.reason : why),
  ]);
}

/** One line on the group, a table of its slots if its plugin tells of them, a table of its instances. */
export function describeLines(
  id: string,
  { instances, converged, status }: GroupDescription,
): readonly string[] {
  const rows = instances.map((instance) => [
    plainText(instance.id),
    plainText(instance.logicalId ?? "-"),
    plainText(formatTags(instance.tags)),
  ]);
  return [
    ...(status === null ? [`${id}: ${converged ? "converged" : "not converged"}`] : statusLines(id, status)),
    "",
    ...formatTable([["ID", "LOGICAL", "TAGS"], ...rows]),
  ];
}

/** A group in one line, as in `web: progressing, 2 of 3 ready: create slot 2: the slot is empty`. */
export function formatStatus(id: string, status: GroupStatus): string {
  const { phase, reason } = status;
  return `${id}: ${phase}, ${formatReady(status, "ready")}${reason === "" ? "" : `: ${plainText(reason)}`}`;
}

function statusLines(id: string, status: GroupStatus): readonly string[] {
  return [
    formatStatus(id, status),
    ...conditionLines(status, [status.reason]),
    "",
    ...slotLines(status, Date.now()),
  ];
}

/**
 * A table of the slots: what stands in each, how often it has lost its instance, and how it did the last time, as in
 * `4 (2m5s ago)`. Restarts are shown if the plugin counts them, and why as soon as there is one.
 */
export function slotLines({ slots, restarts }: GroupStatus, now: number): readonly string[] {
  const isCounted = restarts !== undefined;
  const hasLost = isCounted && slots.some(({ lastLoss }) => lastLoss !== undefined);
  const rows = slots.map((slot) => [
    slot.slot,
    slot.instance ?? "-",
    slot.state,
    ...(isCounted ? [formatRestarts(slot, now)] : []),
    ...(hasLost ? [formatLoss(slot)] : []),
  ]);
  const head = [...(isCounted ? ["RESTARTS"] : []), ...(hasLost ? ["LAST LOST"] : [])];
  return formatTable([["SLOT", "INSTANCE", "STATE", ...head], ...rows.map((row) => row.map(plainText))]);
}

function formatRestarts({ restarts = 0, lastLoss }: SlotStatus, now: number): string {
  return lastLoss === undefined ? `${restarts}` : `${restarts} (${formatAge(now - lastLoss.at)} ago)`;
}

/** How a slot lost its instance the last time: `4f1c… exited with code 1; see /…/4f1c….log`; empty if it never did. */
export function formatLoss({ lastLoss }: SlotStatus): string {
  return lastLoss === undefined ? "" : `${lastLoss.instance} ${lastLoss.reason}`;
}

/** What to do about a plugin that is away; nothing if that is not the reason. */
export function hintLines(reason: string): readonly string[] {
  const cause = reason.slice(Math.max(0, reason.indexOf("Cannot call ")));
  const { hint } = failureOf(new Error(cause));
  return hint === "" ? [] : [`hint: ${hint}`];
}

/**
 * A table of what is true of a group and why; nothing if its plugin does not say. What is told beside it, or in a row
 * above, is not told again.
 */
export function conditionLines(
  { conditions }: Pick<GroupStatus, "conditions">,
  told: readonly string[],
): readonly string[] {
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status, reason, message }, index) => {
    const others = [...told, ...conditions.slice(0, index).map((above) => above.message)];
    const isTold = others.some((words) => words.includes(message));
    return [type, status, reason, isTold ? "" : message].map(plainText);
  });
  return ["", ...formatTable([["CONDITION", "STATUS", "REASON", "MESSAGE"], ...rows])];
}

function formatTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(",");
}
