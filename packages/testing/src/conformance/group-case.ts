import { type GroupPlugin, type InstancePlugin, messageOf, outcomeOf } from "@infrakit/spi";
import {
  type GroupDescription,
  type GroupSpec,
  groupTag,
  type InstanceDescription,
} from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { setMembers } from "./member.ts";
import { until } from "./until.ts";

/** What is particular to a group plugin. */
export interface GroupInputs {
  /** Properties that it takes: `Instance` and `Flavor`. The cases write the `Allocation`. */
  readonly properties: RawJson;
  /** The same with another `Instance` or `Flavor`, so that a commit is an update; without it none is tried. */
  readonly changed?: RawJson;
  /** The plugin that the groups make instances with; without it nobody looks behind the group's back. */
  readonly instances?: InstancePlugin;
}

/** A case of a group plugin. */
export type GroupCase = ConformanceCase<GroupPlugin, GroupInputs>;

/** The groups that a case commits. They are destroyed when it ends. */
export interface OwnGroups {
  /** Commits the group of this case and returns its details. */
  commit(allocation: object, given?: CommitGiven): Promise<string>;
  /** The spec that such a commit has. */
  spec(allocation: object, given?: CommitGiven): GroupSpec;
  /** Waits until the group has converged at so many instances. */
  converge(size: number, id?: string): Promise<readonly InstanceDescription[]>;
  /** Waits until what is described is as it should be. */
  see(expected: string, holds: (group: GroupDescription) => boolean): Promise<GroupDescription>;
}

/** What a commit may have that others have not. */
export interface CommitGiven {
  readonly id?: string;
  readonly properties?: RawJson;
  readonly pretend?: boolean;
}

/** What a case does with its groups. `id` is that of the first one. */
type Run = (parts: {
  readonly plugin: GroupPlugin;
  readonly own: OwnGroups;
  readonly id: string;
  readonly context: CaseContext<GroupInputs>;
}) => Promise<void>;

/** Writes a case down. */
export function groupCase(severity: Severity, name: string, run: Run): GroupCase {
  return {
    severity,
    name,
    run: (plugin, context) => {
      const id = `conformance-${context.token}`;
      return run({ plugin, own: createOwnGroups(plugin, context, id), id, context });
    },
  };
}

function createOwnGroups(plugin: GroupPlugin, context: CaseContext<GroupInputs>, ownId: string): OwnGroups {
  const committed = new Map<string, GroupSpec>();
  const spec = (allocation: object, { id = ownId, properties }: CommitGiven = {}): GroupSpec => {
    const before = properties ?? context.inputs.properties;
    return { id, properties: setMembers(before, { Allocation: allocation }) };
  };
  const see: OwnGroups["see"] = (expected, holds) =>
    seeGroup(plugin, { id: ownId, expected, holds, context });
  context.defer(async (signal) => {
    for (const left of committed.values()) await destroyGroup(plugin, { spec: left, context, signal });
  });
  return {
    spec,
    see,
    async commit(allocation, given = {}) {
      const { pretend = false } = given;
      const wanted = spec(allocation, given);
      const isNew = !pretend && !committed.has(wanted.id);
      if (isNew) committed.set(wanted.id, wanted);
      try {
        return (await plugin.commitGroup(wanted, { ...context, pretend })).details;
      } catch (error) {
        // What was refused is not there; what was not answered may be.
        if (isNew && outcomeOf(error) === "refused") committed.delete(wanted.id);
        throw error;
      }
    },
    async converge(size, id = ownId) {
      const expected = `group ${show(id)} to converge at ${size} instances`;
      const holds = (group: GroupDescription): boolean => group.converged && group.instances.length === size;
      return (await seeGroup(plugin, { id, expected, holds, context })).instances;
    },
  };
}

interface Look {
  readonly id: string;
  readonly expected: string;
  readonly holds: (group: GroupDescription) => boolean;
  readonly context: CaseContext<GroupInputs>;
}

function seeGroup(plugin: GroupPlugin, { id, expected, holds, context }: Look): Promise<GroupDescription> {
  return until(
    context,
    async () => {
      const group = await plugin.describeGroup(id, context);
      return holds(group) ? { is: group } : { came: explain(group) };
    },
    { expected, because: "that is what the spec asks for" },
  );
}

function explain({ converged, instances, status }: GroupDescription): string {
  const why = status === null ? "" : ` (${status.reason})`;
  const ids = instances.map(({ id }) => id);
  return `${ids.length} instances ${show(ids)}, ${converged ? "converged" : "not converged"}${why}`;
}

interface Left {
  readonly spec: GroupSpec;
  readonly context: CaseContext<GroupInputs>;
  readonly signal: AbortSignal;
}

/** Instances of a group that was freed are found by committing it again: they are its own still. */
async function destroyGroup(plugin: GroupPlugin, { spec, context, signal }: Left): Promise<void> {
  const { instances } = context.inputs;
  const { id } = spec;
  const isWatched = (await plugin.inspectGroups({ signal })).some((group) => group.id === id);
  const hasLeft = instances === undefined || (await instancesOf(instances, id, signal)).length > 0;
  if (!isWatched && !hasLeft) return;
  if (!isWatched) await plugin.commitGroup(spec, { signal });
  await plugin.destroyGroup(id, { signal });
  await seeGone(plugin, { id, signal });
}

/** Waits until a group is watched no more. */
export async function seeGone(
  plugin: GroupPlugin,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<void> {
  await until(
    { signal },
    async () => {
      const ids = (await plugin.inspectGroups({ signal })).map((spec) => spec.id);
      return ids.includes(id) ? { came: "it is watched" } : { is: true };
    },
    { expected: `group ${show(id)} to be gone`, because: "it was destroyed" },
  );
}

/** The instances of a group, whether it is watched or not. */
export async function instancesOf(
  instances: InstancePlugin,
  id: string,
  signal: AbortSignal,
): Promise<readonly InstanceDescription[]> {
  return await instances.describeInstances({ tags: { [groupTag]: id }, properties: false }, { signal });
}

/** Sees that a call is refused with InfraKit's sentence: other programs compare it. */
export async function seeSentence(call: Promise<unknown>, sentence: string | RegExp): Promise<void> {
  const message = await call.then(
    () => "success",
    (error: unknown) => messageOf(error),
  );
  const holds = typeof sentence === "string" ? message === sentence : sentence.test(message);
  demand(holds, {
    expected: `the error ${typeof sentence === "string" ? show(sentence) : String(sentence)}`,
    came: show(message),
    because: "commands and controllers know the case by this sentence",
  });
}
