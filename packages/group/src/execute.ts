import {
  configHashTag,
  formatSlotTag,
  groupTag,
  type InstanceDescription,
  type InstanceSpec,
  logicalIdTag,
  reservedTags,
  slotTag,
  type Tags,
} from "@infrakit/spi/data";
import { messageOf, outcomeOf, type PluginLookup } from "@infrakit/spi";
import { absentList } from "@infrakit/spi/document";
import { callWithin } from "./deadline.ts";
import type { GroupProperties } from "./group-properties.ts";
import { isPermanent } from "./is-permanent.ts";
import {
  type AdoptStep,
  type CreateStep,
  type DestroyStep,
  type DrainSelfStep,
  type Step,
  type StepOutcome,
} from "./plan/index.ts";
import type { Clock, Logger } from "./seams.ts";

/** The group that steps are carried out for, as it is when a step is sent. */
export interface ExecuteContext {
  readonly groupId: string;
  readonly properties: GroupProperties;
  /** The configuration hash that new instances are tagged with. */
  readonly hash: string;
  readonly plugins: PluginLookup;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Nothing is begun any more. */
  readonly stop: AbortSignal;
  /** Nothing is waited for any more. */
  readonly signal: AbortSignal;
  /** What is known of an instance, for the flavor that drains it. */
  readonly describe: (id: string) => InstanceDescription;
  /** Instances that must never be destroyed by us. */
  readonly isProtected: (instance: InstanceDescription) => boolean;
}

/**
 * How long a creation, a drain or a destroy may take until its end is called unknown. A creation or a destroy behind a
 * socket is given up earlier, by the deadline of its connection.
 */
const stepDeadlineMs = 600_000;

/** How long labels may take. */
const labelDeadlineMs = 60_000;

/** Carries out one step. Decides nothing, and never throws: how it ended is a value. */
export async function execute(
  context: ExecuteContext,
  step: Step,
  token: string | null,
): Promise<StepOutcome> {
  try {
    return { kind: "done", id: await carryOut(context, step, token) };
  } catch (error) {
    if (error instanceof UnsentError) return { kind: "unsent", reason: error.message };
    return { kind: outcomeOf(error), reason: messageOf(error), isPermanent: isPermanent(error) };
  }
}

/** The controller stopped before the world was changed. */
class UnsentError extends Error {
  override readonly name = "UnsentError";
}

function refuseIfStopped({ stop }: ExecuteContext): void {
  if (stop.aborted) throw new UnsentError("the group is not kept any more");
}

/** It may have become so since the list that the step was planned by. Where nobody can say, it stays. */
function refuseIfProtected({ isProtected, describe }: ExecuteContext, { id }: DestroyStep): void {
  let why = `instance ${id} is protected by now`;
  try {
    if (!isProtected(describe(id))) return;
  } catch (error) {
    why = `nobody can say whether instance ${id} is protected: ${messageOf(error)}`;
  }
  throw new UnsentError(why);
}

async function carryOut(context: ExecuteContext, step: Step, token: string | null): Promise<string> {
  switch (step.kind) {
    case "create":
      return await create(context, step, token ?? "");
    case "destroy":
      return await destroy(context, step);
    case "drain-self":
      return await drain(context, step);
    case "keep":
      return step.id;
    case "adopt":
      return await adopt(context, step);
  }
}

async function create(context: ExecuteContext, step: CreateStep, token: string): Promise<string> {
  const prepared = await withoutEffect(prepare(context, step, token));
  refuseIfStopped(context);
  return await callWithin(
    { ...context, afterMs: stepDeadlineMs, what: "Provision" },
    () => context.plugins.instance(context.properties.instance.plugin),
    (plugin, options) => plugin.provision(prepared, options),
  );
}

async function prepare(context: ExecuteContext, step: CreateStep, token: string): Promise<InstanceSpec> {
  const { groupId, properties, plugins } = context;
  const own = ownTags(context, step, token);
  const spec: InstanceSpec = {
    properties: properties.instance.properties,
    tags: own,
    init: "",
    logicalId: step.logicalId,
    attachments: absentList,
  };
  const index = { group: groupId, sequence: step.number };
  const request = {
    properties: properties.flavor.properties,
    spec,
    allocation: properties.allocation,
    index,
  };
  const prepared = await callWithin(
    { ...context, afterMs: stepDeadlineMs, what: "Prepare" },
    () => plugins.flavor(properties.flavor.plugin),
    (flavor, options) => flavor.prepare(request, options),
  );
  return { ...prepared, tags: withOwnTags(prepared.tags, own) };
}

/** A call that makes and ends no instance: however it fails, what should follow it was not sent. */
async function withoutEffect<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof UnsentError) throw error;
    throw new Error(messageOf(error), { cause: error });
  }
}

function ownTags({ groupId, hash }: ExecuteContext, { number, logicalId }: CreateStep, token: string): Tags {
  return {
    [groupTag]: groupId,
    [configHashTag]: hash,
    [slotTag]: formatSlotTag({ number, token }),
    ...(logicalId === null ? {} : { [logicalIdTag]: logicalId }),
  };
}

/** Whatever a flavor did to the tags by which we own an instance is undone. */
function withOwnTags(tags: Tags, own: Tags): Tags {
  const isForeign = (name: string): boolean => name in tags && !(name in own);
  if (!reservedTags.some(isForeign)) return { ...tags, ...own };
  const others = Object.entries(tags).filter(([name]) => !reservedTags.includes(name));
  return { ...Object.fromEntries(others), ...own };
}

async function destroy(context: ExecuteContext, step: DestroyStep): Promise<string> {
  refuseIfProtected(context, step);
  if (step.drain === "required") await withoutEffect(drain(context, step));
  if (step.drain === "attempted") await tryDrain(context, step);
  refuseIfStopped(context);
  refuseIfProtected(context, step);
  await callWithin(
    { ...context, afterMs: stepDeadlineMs, what: "Destroy" },
    () => context.plugins.instance(context.properties.instance.plugin),
    (plugin, options) => plugin.destroy(step.id, step.reason, options),
  );
  return step.id;
}

/** An instance that is no longer wanted goes even if it cannot be drained. */
async function tryDrain(context: ExecuteContext, step: DestroyStep): Promise<void> {
  try {
    await drain(context, step);
  } catch (error) {
    const fields = { group: context.groupId, instance: step.id, error: messageOf(error) };
    context.logger.warn(fields, "drain failed, destroying all the same");
  }
}

async function drain(context: ExecuteContext, { id }: DestroyStep | DrainSelfStep): Promise<string> {
  const { properties, plugins, describe } = context;
  refuseIfStopped(context);
  await callWithin(
    { ...context, afterMs: stepDeadlineMs, what: "Drain" },
    () => plugins.flavor(properties.flavor.plugin),
    (flavor, options) => flavor.drain(properties.flavor.properties, describe(id), options),
  );
  return id;
}

async function adopt(context: ExecuteContext, { id }: AdoptStep): Promise<string> {
  const { groupId, properties, hash, plugins } = context;
  const labels = { [groupTag]: groupId, [configHashTag]: hash };
  refuseIfStopped(context);
  await callWithin(
    { ...context, afterMs: labelDeadlineMs, what: "Label" },
    () => plugins.instance(properties.instance.plugin),
    (plugin, options) => plugin.label(id, labels, options),
  );
  return id;
}
