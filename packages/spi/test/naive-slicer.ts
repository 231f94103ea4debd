/** An array or object of a parsed document. */
export type Container = Readonly<Record<string | number, unknown>>;

/** A part of a document, the value that holds it, and the text that it must have. */
export interface NaivePart {
  readonly parent: Container;
  readonly key: string | number;
  readonly text: string;
}

const token = /\s*("(?:[^"\\]|\\.)*"|[^\s,:[\]{}]+|[,:[\]{}])\s*/gy;

/**
 * All parts of a document, found in the plainest way: the text is taken apart into tokens, and their values are
 * compared with nothing. Of members with one name the last counts.
 */
export function sliceNaively(text: string, document: unknown): readonly NaivePart[] {
  const tokens = [...text.matchAll(token)].map(([, word = ""]) => word);
  const parts: NaivePart[] = [];
  const root = read();
  collect(root, document);
  return parts;

  interface Node {
    readonly text: string;
    readonly parts: ReadonlyMap<string | number, Node>;
  }

  function read(): Node {
    const first = tokens.shift() ?? "";
    if (first !== "[" && first !== "{") return { text: first, parts: new Map() };
    const close = first === "[" ? "]" : "}";
    const children = new Map<string | number, Node>();
    const written: string[] = [];
    while (tokens[0] !== close) {
      const name = first === "{" ? tokens.splice(0, 2)[0] : undefined;
      const child = read();
      children.set(name === undefined ? children.size : (JSON.parse(name) as string), child);
      written.push(name === undefined ? child.text : `${name}:${child.text}`);
      if (tokens[0] === ",") tokens.shift();
    }
    tokens.shift();
    return { text: `${first}${written.join(",")}${close}`, parts: children };
  }

  function collect(node: Node, value: unknown): void {
    for (const [key, child] of node.parts) {
      parts.push({ parent: value as Container, key, text: child.text });
      collect(child, (value as Container)[key]);
    }
  }
}
