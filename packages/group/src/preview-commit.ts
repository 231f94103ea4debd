import type { CommitResult, GroupPlan, SlotPlan } from "@infrakit/spi/data";
import { configHashes } from "./config-hash.ts";
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

/** What instances are made from. */
type Origin = Pick<Commit, "properties">;

/** A commit, and what is wanted by it. */
interface Committed {
  readonly commit: Origin;
  readonly desired: Desired;
}

/** A group that is kept already. */
interface Kept extends Committed {
  readonly progress: Progress;
  /** What the group converged to before its commit; `null` if nobody knows, or it was the same. */
  readonly rollback: Origin | null;
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
  const details = commitDetails(desired, kept?.desired ?? null, membersWithoutEvidence(members ?? [], kept));
  if (members === null) return { details, plan: null };
  const observed = { kind: "known", sentAt: 0, members, health: new Map() } as const;
  const plan = planCommit(desired, observed, kept?.progress ?? noProgress);
  return { details, plan: kept === null ? plan : withFields(plan, { next, members, kept }) };
}

/** What is kept as evidence is no member any more: nobody is replaced there. */
function membersWithoutEvidence(members: readonly Member[], kept: Kept | null): readonly Member[] {
  const evidence = new Set(kept?.progress.kept);
  return evidence.size === 0 ? members : members.filter(({ id }) => !evidence.has(id));
}

/** Says of members that were made from what is known what is to be different, or cannot be. */
function withFields(
  plan: GroupPlan,
  { next, members, kept }: { next: Committed; members: readonly Member[]; kept: Kept },
): GroupPlan {
  const hashes = new Map<string | null, string>(members.map(({ id, hash }) => [id, hash]));
  const origins = kept.rollback === null ? [kept.commit] : [kept.commit, kept.rollback];
  const explainers = origins.map((origin) => ({
    made: configHashes(origin.properties.instance, origin.properties.flavor),
    explain: explainerOf(origin, next.commit),
  }));
  const explained = (line: SlotPlan): SlotPlan => {
    const hash = hashes.get(line.instance);
    const explainer = explainers.find(({ made }) => hash !== undefined && made.includes(hash));
    return explainer === undefined ? line : explainer.explain(line);
  };
  return { slots: plan.slots.map(explained) };
}

/** What is said of those that were made from one commit, when another is to come. */
function explainerOf(
  { properties: before }: Origin,
  { properties: after }: Origin,
): (line: SlotPlan) => SlotPlan {
  const fields = listed(changedFields(before, after));
  const digits = listed(changedDigits(before, after));
  return (line) => {
    if (line.action === "replace" && fields !== "") return { ...line, because: `${line.because}: ${fields}` };
    if (line.action !== "none" || line.because !== "" || digits === "") return line;
    return {
      ...line,
      because: `it keeps numbers that differ only in digits that no double holds: ${digits}`,
    };
  };
}

function listed(fields: readonly string[]): string {
  const more = fields.length - mostFields;
  return [...fields.slice(0, mostFields), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
