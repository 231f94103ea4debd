import { type InstancePlugin, LocalError } from "@infrakit/spi";
import { DecodeError } from "@infrakit/spi/document";

/**
 * The same plugin, but that answers are refused from which nobody could tell which instances there are. What comes from
 * a socket is checked there; an object of a program in JavaScript may answer anything.
 *
 * A provision that gives no id rejects with a DecodeError: whoever asks again would get none again, and perhaps one
 * instance more, so nothing more is asked for until somebody says so. A list rejects with the LocalError `bad_answer`.
 */
export function checkAnswers(plugin: InstancePlugin, name: string): InstancePlugin {
  return {
    validate: (...args) => plugin.validate(...args),
    async provision(...args) {
      const id = await plugin.provision(...args);
      const fault = faultOfId(id);
      if (fault === null) return id;
      throw new DecodeError(`Cannot provision with "${name}": its answer is no id: ${fault}`);
    },
    label: (...args) => plugin.label(...args),
    destroy: (...args) => plugin.destroy(...args),
    async describeInstances(...args) {
      const listed = await plugin.describeInstances(...args);
      const fault = faultOfList(listed);
      if (fault === null) return listed;
      throw new LocalError("bad_answer", `Cannot list the instances of "${name}": ${fault}`);
    },
    ...(plugin.changes && { changes: plugin.changes.bind(plugin) }),
  };
}

function faultOfList(listed: unknown): string | null {
  if (!Array.isArray(listed)) return `expected a list, found ${nounOf(listed)}`;
  for (const [index, each] of (listed as readonly unknown[]).entries()) {
    const { id, tags } = (each ?? {}) as { readonly id?: unknown; readonly tags?: unknown };
    const fault = faultOfId(id);
    if (fault !== null) return `[${index}].id: ${fault}`;
    if (typeof tags !== "object" || tags === null)
      return `[${index}].tags: expected an object, found ${nounOf(tags)}`;
  }
  return null;
}

function faultOfId(id: unknown): string | null {
  if (typeof id !== "string") return `expected a string, found ${nounOf(id)}`;
  return id === "" ? "expected a string, found an empty one" : null;
}

function nounOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
