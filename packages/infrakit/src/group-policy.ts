import type { ControllerPolicy } from "@infrakit/group";
import { messageOf } from "@infrakit/spi";
import { DecodeError, parseDuration } from "@infrakit/spi/document";

/**
 * What the environment says of how groups are kept: `INFRAKIT_GROUP_POLL_INTERVAL`,
 * `INFRAKIT_GROUP_MAX_PARALLEL_NUM`, `INFRAKIT_GROUP_SELF_LOGICAL_ID`, InfraKit's names. What it does not say is
 * left out.
 * @throws DecodeError that names the variable.
 */
export function policyFromEnvironment(env: NodeJS.ProcessEnv): Partial<ControllerPolicy> {
  const poll = read(env, "INFRAKIT_GROUP_POLL_INTERVAL", parseInterval);
  const parallel = read(env, "INFRAKIT_GROUP_MAX_PARALLEL_NUM", parseCount);
  const self = read(env, "INFRAKIT_GROUP_SELF_LOGICAL_ID", (text) => text);
  return {
    ...(poll !== undefined && { pollIntervalMs: poll }),
    ...(parallel !== undefined && { maxParallel: parallel }),
    ...(self !== undefined && { self }),
  };
}

/** A variable that is empty counts as not set, as in InfraKit. */
function read<T>(env: NodeJS.ProcessEnv, name: string, parse: (text: string) => T): T | undefined {
  const text = env[name];
  if (text === undefined || text === "") return undefined;
  try {
    return parse(text);
  } catch (error) {
    throw new DecodeError(`Cannot use ${name} "${text}": ${messageOf(error)}`, { cause: error });
  }
}

function parseInterval(text: string): number {
  const interval = parseDuration(text);
  if (interval <= 0) throw new Error("it must be longer than nothing; write a Go duration such as 10s");
  return interval;
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error("write a number, 0 for no limit");
  return Number(text);
}
