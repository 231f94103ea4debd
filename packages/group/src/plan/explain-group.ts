import { explainBlocked, explainStep, takenBackWords } from "./explain.ts";
import type { Plan } from "./plan-next.ts";
import type { Progress } from "./progress.ts";
import { explainUpdate } from "./update-extent.ts";

/** How far an update is, what is done next, what is in the way and why the last one failed. One line each. */
export function explainGroup(
  { steps, blocked, status }: Plan,
  progress: Progress,
  now: number,
): readonly string[] {
  const extent = explainUpdate(status, progress);
  const { takenBack } = progress;
  return [
    ...(extent === null ? [] : [extent]),
    ...steps.map(explainStep),
    ...blocked.map((block) => explainBlocked(block, now)),
    ...(takenBack === null ? [] : [takenBackWords(takenBack)]),
  ];
}
