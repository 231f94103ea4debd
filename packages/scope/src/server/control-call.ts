/** A control as a URL names it. */
export interface ControlPath {
  readonly probeId: string;
  readonly nodeId: string;
  readonly control: string;
}

const prefix = "/api/control/";

/**
 * Reads `/api/control/<probe>/<node>/<control>`, each part percent-encoded; `undefined` for any other path.
 *
 * @throws Error if an escape in it is none.
 */
export function parseControlPath(path: string): ControlPath | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const parts = path.slice(prefix.length).split("/");
  if (parts.length !== 3) return undefined;
  const [probeId = "", nodeId = "", control = ""] = parts.map((part) => unescapePart(part, path));
  return { probeId, nodeId, control };
}

/** The path of a control: what {@link parseControlPath} reads. */
export function formatControlPath({ probeId, nodeId, control }: ControlPath): string {
  return prefix + [probeId, nodeId, control].map(encodeURIComponent).join("/");
}

function unescapePart(part: string, path: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    const why = `"${part}" is not percent-encoded UTF-8`;
    throw new Error(`Cannot read the control in "${path}": ${why}`, { cause: error });
  }
}

/**
 * Reads the arguments of a control: a JSON object of strings; nothing or `null` means none. A number stands for its
 * text, exactly as it was written.
 *
 * @throws Error that names what is none of these.
 */
export function parseControlArgs(body: string): ReadonlyMap<string, string> | undefined {
  if (body.trim() === "") return undefined;
  const written = parseJson(body);
  if (written === null) return undefined;
  if (typeof written !== "object" || Array.isArray(written)) throw cannotRead("they must be a JSON object");
  return new Map(Object.entries(parseJson(quoteNumbers(body)) as object).map(readArg));
}

/** A string, or a number outside of strings. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** As a number in JavaScript, 12345678901234567890 would be another. The text is known to be JSON. */
function quoteNumbers(json: string): string {
  return json.replace(stringOrNumber, (match) => (match.startsWith('"') ? match : `"${match}"`));
}

function readArg([name, value]: readonly [string, unknown]): readonly [string, string] {
  if (typeof value === "string") return [name, value];
  throw cannotRead(`"${name}" is ${JSON.stringify(value)}; write a string`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw cannotRead(error instanceof Error ? error.message : String(error), error);
  }
}

function cannotRead(why: string, cause?: unknown): Error {
  return new Error(`Cannot read the arguments of the control: ${why}`, { cause });
}
