import { explainPlan, type GroupPlugin, type GroupSpec } from "@infrakit/infrakit/operator";
import { answer, type Context, note } from "../context.ts";
import { readSpecs } from "../spec/read-specs.ts";
import { plainText } from "../table.ts";
import { commitDocument } from "./document.ts";
import { untilConverged, waitDeadline, type WaitOptions } from "./wait.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Options of `infrakit group commit`. */
export interface CommitOptions extends GroupOptions, WaitOptions {
  readonly pretend?: true;
  readonly allowUnknown?: true;
}

/** Commits specs one after the other, or says what that would do. */
export async function commit(
  context: Context,
  paths: readonly string[],
  options: CommitOptions,
): Promise<void> {
  const pretend = options.pretend === true;
  const deadline = pretend ? null : waitDeadline(options);
  const specs = await readSpecs(context, paths, options);
  await withGroup(context, options, async (group) => {
    const results = [];
    for (const spec of specs) results.push(await commitOne(group, spec, pretend));
    if (deadline !== null) {
      if (!context.isJson) for (const { lines } of results) note(context, lines.join("\n"));
      for (const { id } of specs) await untilConverged(group, id, deadline);
    }
    const converged = specs.map(({ id }) => `${id} has converged`);
    const lines = deadline === null ? results.flatMap((result) => result.lines) : converged;
    answer(context, { Commits: results.map(({ document }) => document) }, lines);
  });
}

async function commitOne(
  group: GroupPlugin,
  spec: GroupSpec,
  pretend: boolean,
): Promise<{ readonly document: unknown; readonly lines: readonly string[] }> {
  const { id } = spec;
  const result = await group.commitGroup(spec, { pretend });
  const what = pretend ? `Committing ${id} would involve` : `Committed ${id}`;
  const plan = result.plan === null ? [] : explainPlan(result.plan).map((line) => `  ${plainText(line)}`);
  return {
    document: commitDocument(id, pretend, result),
    lines: [`${what}: ${plainText(result.details)}`, ...plan],
  };
}
