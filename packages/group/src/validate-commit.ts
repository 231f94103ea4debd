import type { GroupSpec } from "@infrakit/spi/data";
import { isTooDeep, maxJsonDepth } from "@infrakit/spi/document";
import { LocalError, messageOf, type PluginLookup } from "@infrakit/spi";
import { callWithin, type Deadline } from "./deadline.ts";
import type { ControllerPolicy } from "./controller-policy.ts";
import { minHealthyMsOf } from "./desired-group.ts";
import { type GroupProperties, isPlainText, parseGroupProperties } from "./group-properties.ts";
import { refuseShortDeadline } from "./updating.ts";

/** How long a plugin may take to judge its properties. */
const validateDeadlineMs = 60_000;

/**
 * Deepest nesting of a group's properties. Records and messages hold them, and those of instances that were made from
 * them, a few levels down: what could be committed but not described would be lost from sight.
 */
const maxPropertiesDepth = maxJsonDepth - 32;

/** Whom to ask about a spec, and by which policy it is kept. */
export interface CommitContext extends Pick<Deadline, "clock" | "signal"> {
  readonly plugins: PluginLookup;
  readonly policy: ControllerPolicy;
}

/**
 * Checks a spec before anything is changed, in InfraKit's order: id, properties, flavor, instance. Returns
 * the properties. @throws Error with InfraKit's sentence, or that of the plugin that refuses.
 */
export async function validateCommit(
  spec: GroupSpec,
  { plugins, policy, ...wait }: CommitContext,
): Promise<GroupProperties> {
  if (spec.id === "") throw new Error("Group ID must not be blank");
  if (!isPlainText(spec.id)) throw new Error("Group ID must not contain control characters");
  if (isTooDeep(spec.properties?.text ?? "", maxPropertiesDepth))
    throw new Error(`Invalid properties: nested deeper than ${maxPropertiesDepth} levels`);
  const properties = parseGroupProperties(spec.properties);
  const { flavor, instance, allocation, updating } = properties;
  refuseShortDeadline(updating, minHealthyMsOf(updating, policy));
  const deadline = { ...wait, afterMs: validateDeadlineMs, what: "Validate" };
  await ofKind(
    "Flavor",
    flavor.plugin,
    callWithin(
      deadline,
      () => found("Flavor", flavor.plugin, (name) => plugins.flavor(name)),
      (plugin, options) => plugin.validate(flavor.properties, allocation, options),
    ),
  );
  await ofKind(
    "Instance",
    instance.plugin,
    callWithin(
      deadline,
      () => found("Instance", instance.plugin, (name) => plugins.instance(name)),
      (plugin, options) => plugin.validate(instance.properties, options),
    ),
  );
  return properties;
}

async function found<T>(kind: string, name: string, lookup: (name: string) => Promise<T>): Promise<T> {
  try {
    return await lookup(name);
  } catch (error) {
    throw notFound(kind, name, error);
  }
}

/** That a plugin is of another kind is known when it is called. InfraKit asks it when it looks for it. */
async function ofKind(kind: string, name: string, call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof LocalError && error.code === "interface_mismatch")) throw error;
    throw notFound(kind, name, error.cause ?? error);
  }
}

function notFound(kind: string, name: string, cause: unknown): Error {
  return new Error(`Failed to find ${kind} plugin '${name}':${messageOf(cause)}`, { cause });
}
