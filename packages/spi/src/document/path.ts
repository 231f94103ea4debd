/**
 * A place in a document: the names from its root down, the root being none at all. Elements of a list are named
 * `[0]`, `[1]`, …, from the end `[-1]`, or by what they hold: `[field=value]`. Go's name for it is `types.Path`.
 */
export type Path = readonly string[];

/**
 * Reads a path as InfraKit's programs write it: names joined by slashes. What may stand around it (space, quotes,
 * backslashes) is dropped; `.` and empty names say nothing, `..` takes back the name before it. A name with a slash
 * in it stands in single quotes. Empty, `.` and `/` are the root.
 */
export function parsePath(text: string): Path {
  const names: string[] = [];
  for (const [part] of trim(text).matchAll(/(?:'[^']*'|[^/']+|')+/g)) {
    if (part === "..") names.pop();
    else if (part !== ".") names.push(part.replaceAll("'", ""));
  }
  return names;
}

/** Writes a path, the root as `.`. */
export function formatPath(path: Path): string {
  return path.length === 0 ? "." : path.map((name) => (name.includes("/") ? `'${name}'` : name)).join("/");
}

/** Go also drops single quotes from both ends, which belong to a name if there are more of them. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  // An expression that looks for such characters at the end would try at each run of them, from each of its places.
  while (start < end && isAround(text.charAt(start))) start++;
  while (start < end && isAround(text.charAt(end - 1))) end--;
  const trimmed = text.slice(start, end);
  return /^'[^']*'$/.test(trimmed) && !trimmed.includes("/") ? trimmed.slice(1, -1) : trimmed;
}

/** Whether a character says nothing at either end of a path. */
function isAround(character: string): boolean {
  return /[\s"\\]/.test(character);
}
