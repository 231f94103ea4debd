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
import { withDeadline } from "./deadline.ts";
import type { GroupProperties } from "./group-properties.ts";
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
  /** How long a creation may take until its end is called unknown. */
  readonly createDeadlineMs: number;
  /** What is known of an instance, for the flavor that drains it. */
  readonly describe: (id: string) => InstanceDescription;
}

/** How long a drain, and then a destroy, may take until its end is called unknown. */
const leaveDeadlineMs = 600_000;

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
    return { kind: outcomeOf(error), reason: messageOf(error) };
  }
}

async function carryOut(context: ExecuteContext, step: Step, token: string | null): Promise<string> {
  switch (step.kind) {
    case "create":
      return await create(context, step, token ?? "");
    case "destroy":
      return await destroy(context, step);
    case "drain-self":
      return await drain(context, step);
    case "adopt":
      return await adopt(context, step);
  }
}

async function create(context: ExecuteContext, step: CreateStep, token: string): Promise<string> {
  const { groupId, properties, plugins, clock, createDeadlineMs } = context;
  const plugin = await plugins.instance(properties.instance.plugin);
  const flavor = await plugins.flavor(properties.flavor.plugin);
  const own = ownTags(context, step, token);
  const spec: InstanceSpec = {
    properties: properties.instance.properties,
    tags: own,
    init: "",
    logicalId: step.logicalId,
    attachments: [],
  };
  const { allocation } = properties;
  const index = { group: groupId, sequence: step.number };
  return await withDeadline({ clock, afterMs: createDeadlineMs, what: "Provision" }, async (signal) => {
    const request = { properties: properties.flavor.properties, spec, allocation, index };
    const prepared = await refusal(() => flavor.prepare(request, { signal }));
    return await plugin.provision({ ...prepared, tags: withOwnTags(prepared.tags, own) }, { signal });
  });
}

/** A Prepare has no effect on the world: however it fails, nothing was created. */
async function refusal<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
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
  const others = Object.entries(tags).filter(([name]) => !reservedTags.includes(name));
  return { ...Object.fromEntries(others), ...own };
}

async function destroy(context: ExecuteContext, step: DestroyStep): Promise<string> {
  const { properties, plugins, clock } = context;
  const plugin = await plugins.instance(properties.instance.plugin);
  if (step.drain === "required") await drain(context, step);
  if (step.drain === "attempted") await tryDrain(context, step);
  await withDeadline({ clock, afterMs: leaveDeadlineMs, what: "Destroy" }, (signal) =>
    plugin.destroy(step.id, step.reason, { signal }),
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
  const { properties, plugins, clock, describe } = context;
  const flavor = await plugins.flavor(properties.flavor.plugin);
  await withDeadline({ clock, afterMs: leaveDeadlineMs, what: "Drain" }, (signal) =>
    flavor.drain(properties.flavor.properties, describe(id), { signal }),
  );
  return id;
}

async function adopt(
  { groupId, properties, hash, plugins, clock }: ExecuteContext,
  { id }: AdoptStep,
): Promise<string> {
  const plugin = await plugins.instance(properties.instance.plugin);
  const labels = { [groupTag]: groupId, [configHashTag]: hash };
  await withDeadline({ clock, afterMs: labelDeadlineMs, what: "Label" }, (signal) =>
    plugin.label(id, labels, { signal }),
  );
  return id;
}
