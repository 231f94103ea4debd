import { createHash } from "node:crypto";

/** How the files of records end. */
const recordSuffix = ".record";

/** What becomes the file name as it is. One case only: some file systems do not tell `A` from `a`. */
const plainId = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Characters of any other id that are kept for the reader, before its hash. */
const maxKept = 60;

/**
 * The file name of a record: the id itself where that is short and plain, else what can be kept of it and a
 * hash: `web` → `web.record`, `../Web` → `.._Web~5b0cd1….record`. Different ids have different names, and no
 * id leads out of the directory.
 */
export function recordName(id: string): string {
  if (plainId.test(id)) return id + recordSuffix;
  const kept = id.slice(0, maxKept).replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const hash = createHash("sha256").update(id, "utf16le").digest("hex").slice(0, 32);
  return `${kept}~${hash}${recordSuffix}`;
}

/** Tells whether a file of the directory holds a record. */
export function isRecordName(name: string): boolean {
  return name.endsWith(recordSuffix);
}
