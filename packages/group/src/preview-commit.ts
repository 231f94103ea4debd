import type { CommitResult, GroupPlan, SlotPlan } from "@infrakit/spi/data";
import { changedDigits, changedFields } from "./changed-fields.ts";
import type { Commit } from "./commit.ts";
import {
  commitDetails,
  type Desired,
  type Member,
  noProgress,
  planCommit,
  type Progress,
} from "./plan/index.ts";

/** A commit, and what is wanted by it. */
interface Committed {
  readonly commit: Pick<Commit, "properties">;
  readonly desired: Desired;
}

/** A group that is kept already. */
interface Kept extends Committed {
  readonly progress: Progress;
}

/** So many paths are named at most. */
const mostFields = 3;

/** What a commit says that it does, to these members; `null`: nobody knows which there are. */
export function previewCommit(
  next: Committed,
  members: readonly Member[] | null,
  kept: Kept | null = null,
): CommitResult {
  const { desired } = next;
  const details = commitDetails(desired, kept?.desired ?? null, members ?? []);
  if (members === null) return { details, plan: null };
  const observed = { kind: "known", sentAt: 0, members, health: new Map() } as const;
  const plan = planCommit(desired, observed, kept?.progress ?? noProgress);
  return { details, plan: kept === null ? plan : withFields(plan, { next, members, kept }) };
}

/** Says of members that were made from the commit before what is to be different, or cannot be. */
function withFields(
  plan: GroupPlan,
  { next, members, kept }: { next: Committed; members: readonly Member[]; kept: Kept },
): GroupPlan {
  const hashes = new Map(members.map(({ id, hash }) => [id, hash]));
  const isOfBefore = ({ instance }: SlotPlan): boolean =>
    instance !== null && kept.desired.hashes.includes(hashes.get(instance) ?? "");
  const [before, after] = [kept.commit.properties, next.commit.properties];
  const fields = listed(changedFields(before, after));
  const digits = listed(changedDigits(before, after));
  const explained = (line: SlotPlan): SlotPlan => {
    if (!isOfBefore(line)) return line;
    if (line.action === "replace" && fields !== "") return { ...line, because: `${line.because}: ${fields}` };
    if (line.action !== "none" || line.because !== "" || digits === "") return line;
    return {
      ...line,
      because: `it keeps numbers that differ only in digits that no double holds: ${digits}`,
    };
  };
  return { slots: plan.slots.map(explained) };
}

function listed(fields: readonly string[]): string {
  const more = fields.length - mostFields;
  return [...fields.slice(0, mostFields), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
