import type { JsonSchema, JsonType } from "@infrakit/spi/document";

/** Whether a value that `JSON.parse` made is what a schema describes: the words that codecs use, and no others. */
export function isAccepted(schema: JsonSchema, value: unknown): boolean {
  for (const [word, holds] of Object.entries(words)) {
    if (Object.hasOwn(schema, word) && !holds(schema, value)) return false;
  }
  const unknown = Object.keys(schema).filter((word) => !Object.hasOwn(words, word));
  if (unknown.length > 0) throw new Error(`Cannot check a schema with ${unknown.join(", ")}`);
  return true;
}

type Check = (schema: JsonSchema, value: unknown) => boolean;

/** What each word of JSON Schema asks; of values of another type it asks nothing. */
const words: Readonly<Record<keyof JsonSchema, Check>> = {
  type: ({ type = [] }, value) => [type].flat().some((each) => isOfType(each, value)),
  enum: ({ enum: values = [] }, value) => values.some((each) => each === value),
  pattern: ({ pattern = "" }, value) => typeof value !== "string" || new RegExp(pattern, "u").test(value),
  minimum: ({ minimum = 0 }, value) => typeof value !== "number" || value >= minimum,
  maximum: ({ maximum = 0 }, value) => typeof value !== "number" || value <= maximum,
  items: ({ items = {} }, value) =>
    !Array.isArray(value) || value.every((element) => isAccepted(items, element)),
  properties: ({ properties = {} }, value) =>
    Object.entries(membersOf(value)).every(
      ([name, each]) => !Object.hasOwn(properties, name) || isAccepted(properties[name] ?? {}, each),
    ),
  required: ({ required = [] }, value) =>
    !isOfType("object", value) || required.every((name) => Object.hasOwn(membersOf(value), name)),
  additionalProperties: ({ properties = {}, additionalProperties = {} }, value) =>
    Object.entries(membersOf(value)).every(
      ([name, each]) => Object.hasOwn(properties, name) || isAccepted(additionalProperties, each),
    ),
  anyOf: ({ anyOf = [] }, value) => anyOf.some((each) => isAccepted(each, value)),
};

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isOfType("object", value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function isOfType(type: JsonType, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
