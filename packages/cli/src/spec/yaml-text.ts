import { encodeJson, messageOf, RawJson } from "@infrakit/infrakit/operator";
import { type Document, isScalar, parseAllDocuments, visit } from "yaml";

/** How YAML writes an integer or a fraction that is JSON as it stands. */
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** A document in which aliases are worth more than this many nodes is a bomb. */
const maxAliasCount = 1000;

/**
 * Turns YAML 1.2 into JSON text. Numbers keep their digits and members their order, as in JSON. Several documents
 * in one text become a list.
 * @throws Error that says the line and the column.
 */
export function yamlToJson(text: string): string {
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: true });
  const texts = [...documents].map(documentText);
  const [only = "null", ...others] = texts;
  return others.length === 0 ? only : `[${texts.join(",")}]`;
}

function documentText(document: Document): string {
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new Error(firstLine(fault.message), { cause: fault });
  visit(document, {
    Scalar(key, node) {
      const isNumber = typeof node.value === "number" && node.source !== undefined;
      if (key !== "key" && isNumber && jsonNumber.test(node.source ?? "")) {
        node.value = RawJson.fromChecked(node.source ?? "");
      }
    },
  });
  try {
    return jsonText(document.toJS({ mapAsMap: true, maxAliasCount }));
  } catch (error) {
    throw new Error(firstLine(messageOf(error)), { cause: error });
  }
}

/** A map keeps the order of its members, which a plain object would not. */
function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!(value instanceof Map)) return scalarText(value);
  const members = [...(value as ReadonlyMap<unknown, unknown>)].map(
    ([name, part]) => `${encodeJson(nameText(name))}:${jsonText(part)}`,
  );
  return `{${members.join(",")}}`;
}

function scalarText(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`JSON has no number ${value}`);
  return encodeJson(value ?? null);
}

function nameText(name: unknown): string {
  if (isScalar(name)) return nameText(name.value);
  if (typeof name === "string" || typeof name === "number" || typeof name === "boolean") return String(name);
  throw new Error("the name of a member must be a word");
}

/** The library draws the place below the sentence. */
function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/:$/, "");
}
