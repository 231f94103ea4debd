import {
  type CommitOptions as GroupCommitOptions,
  explainPlan,
  type GroupPlugin,
  type GroupSpec,
  type OpenGroupPlugin,
} from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { readSpecs } from "../spec/read-specs.ts";
import { plainText } from "../table.ts";
import { changeGroup } from "./change-group.ts";
import { commitDocument } from "./document.ts";
import { inTime, untilConverged, type Wait, type WaitOptions, withWait } from "./wait.ts";
import { waitAloud } from "./wait-aloud.ts";
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
  const specs = await readSpecs(context, paths, options);
  const act = (wait: Wait | null): Promise<void> =>
    withGroup(context, { ...options, takesLong: wait !== null }, (_, plugin) =>
      commitAll(context, { specs, plugin, wait, pretend }),
    );
  const { timeout } = options;
  await withWait(pretend ? { ...(timeout !== undefined && { timeout }) } : options, act);
}

interface Commits {
  readonly specs: readonly GroupSpec[];
  readonly plugin: OpenGroupPlugin;
  readonly wait: Wait | null;
  readonly pretend: boolean;
}

async function commitAll(context: Context, { specs, plugin, wait, pretend }: Commits): Promise<void> {
  const results: Committed[] = [];
  const tell = (lines: readonly string[]): void => {
    answer(context, { Commits: results.map(({ document }) => document) }, lines);
  };
  const tellAll = (): void => tell(results.flatMap(({ lines }) => lines));
  try {
    for (const spec of specs) {
      const call = (options: CallOptions): Promise<Committed> =>
        commitOne(plugin.group, spec, { ...options, pretend });
      const asked = pretend ? "nothing was asked of it" : "what was asked may still happen";
      results.push(await (wait === null ? call({}) : inTime({ ...wait, plugin, asked }, spec.id, call)));
    }
  } catch (error) {
    // What was done before is not undone by it.
    if (results.length > 0) tellAll();
    throw error;
  }
  if (wait === null || pretend) return tellAll();
  if (!context.isJson) tellAll();
  const ids = specs.map(({ id }) => id);
  await waitAloud(context, { ...wait, plugin }, (waiting) => untilConverged(waiting, ids));
  tell(ids.map((id) => `${id} has converged`));
}

/** What is told of one commit. */
interface Committed {
  readonly document: unknown;
  readonly lines: readonly string[];
}

type CallOptions = Omit<GroupCommitOptions, "pretend">;

async function commitOne(
  group: GroupPlugin,
  spec: GroupSpec,
  options: CallOptions & { readonly pretend: boolean },
): Promise<Committed> {
  const { id } = spec;
  const { pretend } = options;
  const result = await changeGroup({ id, verb: "commit" }, () => group.commitGroup(spec, options));
  const what = pretend ? `Committing ${id} would involve` : `Committed ${id}`;
  const plan = result.plan === null ? [] : explainPlan(result.plan).map((line) => `  ${plainText(line)}`);
  return {
    document: commitDocument(id, pretend, result),
    lines: [`${what}: ${plainText(result.details)}`, ...plan],
  };
}
