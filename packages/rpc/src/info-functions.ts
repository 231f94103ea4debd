import {
  absentList,
  type Codec,
  encodeJson,
  list,
  map,
  member,
  object,
  string,
} from "@infrakit/spi/document";

/** A function that templates may use if they are read by a plugin. */
export interface TemplateFunction {
  /** Such as `resource`. */
  readonly name: string;
  /** What it does, line by line. */
  readonly description?: readonly string[];
  /** Its type in Go's notation, such as `func(string) (string, error)`. */
  readonly type: string;
  /** How it is called, such as `{{ resource "id" }}`. */
  readonly usage: string;
}

/** Functions by category: `base` for those of the plugin itself, else the name of a hosted object. */
export type TemplateFunctions = Readonly<Record<string, readonly TemplateFunction[]>>;

const functions: Codec<TemplateFunctions> = map(
  list(
    object<Required<TemplateFunction>>({
      name: member("Name", string),
      description: member("Description", list(string)),
      type: member("Function", string),
      usage: member("Usage", string),
    }),
  ),
);

/** What `/info/functions.json` says. InfraKit lists the functions of its own engine too, as `builtin`. */
export function describeFunctions(offered: TemplateFunctions): string {
  const described = Object.entries(offered).map(([category, each]) => [
    category,
    each.map((of) => ({ ...of, description: of.description ?? absentList })),
  ]);
  return encodeJson(functions.encode(Object.fromEntries(described)), 2);
}
