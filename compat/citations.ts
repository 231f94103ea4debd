import { readdirSync, readFileSync } from "node:fs";

/** Where tests are. */
const folders = ["packages", "test", "compat"];

/** A string on one line, as names of tests are. */
const literal = /(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g;

/** An id in square brackets that stands by itself: that is how it stands in the name of a test. */
const citation = /(?<=^|\s)\[([a-z]+\d*(?:\.[\w-]+)+)\](?=\s|$)/g;

/** A test that cites a requirement. */
export interface Citation {
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
}

/** All citations of all tests. */
export function readCitations(root: URL): readonly Citation[] {
  return folders.flatMap((folder) =>
    listFiles(new URL(folder, root))
      .filter((path) => path.endsWith(".test.ts") && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
      .flatMap((path) =>
        findCitations(`${folder}/${path}`, readFileSync(new URL(`${folder}/${path}`, root), "utf8")),
      ),
  );
}

/** The citations in the text of a test. */
export function findCitations(file: string, text: string): readonly Citation[] {
  const words = [...text.matchAll(literal)].map(([, , inner = ""]) => inner);
  return words.flatMap((word) => [...word.matchAll(citation)].map(([, id = ""]) => ({ id, file })));
}

function listFiles(folder: URL): readonly string[] {
  const options: { readonly encoding: "utf8"; readonly recursive: true } = {
    encoding: "utf8",
    recursive: true,
  };
  return readdirSync(folder, options);
}
