import type { CommitResult } from "@infrakit/spi/data";
import {
  commitDetails,
  type Desired,
  type Member,
  noProgress,
  planCommit,
  type Progress,
} from "./plan/index.ts";

/** A group that is kept already. */
interface Kept {
  readonly desired: Desired;
  readonly progress: Progress;
}

/** What a commit says that it does, to these members; `null`: nobody knows which there are. */
export function previewCommit(
  desired: Desired,
  members: readonly Member[] | null,
  kept: Kept | null = null,
): CommitResult {
  const details = commitDetails(desired, kept?.desired ?? null, members ?? []);
  if (members === null) return { details, plan: null };
  const observed = { kind: "known", sentAt: 0, members, health: new Map() } as const;
  return { details, plan: planCommit(desired, observed, kept?.progress ?? noProgress) };
}
