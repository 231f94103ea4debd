import type { Codec, JsonSchema } from "@infrakit/spi/document";

/** An object of a sample message. */
export type Sample = Readonly<Record<string, unknown>>;

/**
 * Members that messages of older releases lack. Codecs leave them out so that an old client is answered in its own
 * words; a sample shows the message of the newest release, which has them.
 */
const laterMembers: ReadonlySet<string> = new Set(["Name", "ID", "Index", "Context", "Properties"]);

/** A message that holds zero values, as InfraKit's last version writes it. */
export function sampleOf(codec: Codec<unknown>): Sample {
  const zero = codec.encode(codec.zero) as Sample;
  const { properties = {} } = codec.schema();
  const members = Object.entries(properties).map(([name, schema]) => [
    name,
    zero[name] === undefined && laterMembers.has(name) ? zeroOf(schema) : zero[name],
  ]);
  return Object.fromEntries(members) as Sample;
}

/** Go's zero value of a shape. */
function zeroOf({ type, properties = {} }: JsonSchema): unknown {
  switch ([type].flat()[0]) {
    case "string":
      return "";
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "object":
      return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, zeroOf(schema)]));
    default:
      return null;
  }
}

/** The same message with another value for one of its parts. */
export function withPart(sample: Sample, [name = "", ...rest]: readonly string[], part: unknown): Sample {
  return { ...sample, [name]: rest.length === 0 ? part : withPart(sample[name] as Sample, rest, part) };
}
