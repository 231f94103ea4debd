/** The kinds of JSON values that a schema can name. */
export type JsonType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/**
 * A JSON Schema (draft 2020-12), as far as codecs need one. `{}` takes everything; members that are not listed are
 * allowed.
 */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The same schema, but for `null`, which it takes too. */
export function orNull(schema: JsonSchema): JsonSchema {
  return takesNull(schema) ? schema : { anyOf: [schema, { type: "null" }] };
}

function takesNull({ type, enum: values, anyOf }: JsonSchema): boolean {
  if (type !== undefined && type !== "null" && !type.includes("null")) return false;
  if (values !== undefined && !values.includes(null)) return false;
  return anyOf === undefined || anyOf.some(takesNull);
}
