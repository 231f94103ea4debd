import {
  explainSlowCalls,
  type GroupStatus,
  type OpenGroupPlugin,
  type RolloutPlugin,
} from "@infrakit/infrakit/operator";
import { plainText } from "../table.ts";
import { formatReady } from "./ready.ts";

/** What is asked where a group stands. */
export interface StandingPlugin extends Pick<OpenGroupPlugin, "name" | "slowCalls"> {
  readonly rollout: Pick<RolloutPlugin, "status">;
}

/** How long a plugin may take to say where a group stands, to somebody who has waited long enough. */
const maxStandingMs = 500;

/** How many members are named before the rest is only counted. */
const maxNamed = 5;

/** Says what a group waits for: its reason, who is still to go, and which plugin has not answered what. */
export async function standingWords(plugin: StandingPlugin, id: string): Promise<string> {
  const options = { signal: AbortSignal.timeout(maxStandingMs) };
  const [status, calls] = await Promise.all([findStatus(plugin, id, options), plugin.slowCalls()]);
  const words = [
    ...(status === null ? [] : [status.reason, failureWords(status), leavingWords(status)]),
    plainText(explainSlowCalls(calls)),
  ].filter((each) => each !== "");
  if (words.length > 0) return words.join("; ");
  return status === null
    ? `group plugin "${plugin.name}" has not answered`
    : `it is ${status.phase}, ${formatReady(status, "ready")}`;
}

/** What has failed so far, where it is being tried again just now; empty if the reason says it. */
function failureWords({ reason, conditions }: GroupStatus): string {
  const degraded = conditions.find(({ type, status }) => type === "Degraded" && status === "true");
  return degraded === undefined || reason.includes(degraded.message) ? "" : degraded.message;
}

/** Which instances of a group that is destroyed are left; empty for any other. */
export function leavingWords({ phase, slots }: GroupStatus): string {
  if (phase !== "destroying") return "";
  const left = slots.flatMap(({ slot, instance, state }) =>
    instance === null ? [] : [`${plainText(instance)} of slot ${slot} (${state})`],
  );
  const more = left.length - maxNamed;
  const named = left.slice(0, maxNamed).join(", ");
  return left.length === 0 ? "" : `left are ${named}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Where a group stands, which a plugin of ours knows without asking others; `null` if it does not say. */
export async function findStatus(
  { rollout }: StandingPlugin,
  id: string,
  options: { readonly signal: AbortSignal },
): Promise<GroupStatus | null> {
  try {
    return await rollout.status(id, options);
  } catch {
    // It may not be kept yet, and plugins of other programs do not say: whom it waits for is told all the same.
    return null;
  }
}
