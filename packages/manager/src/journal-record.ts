import { createHash } from "node:crypto";

/** What a controller must know again after a crash, one record a group. */
export interface JournalRecord {
  readonly id: string;
  /** JSON that the controller made. The journal does not look into it. */
  readonly text: string;
}

/** Marks the first line, so that a later layout is told from a damaged file. */
const layout = "infrakit-record/1";

/**
 * Writes a record as the content of a file: a line with the layout and the SHA-256 of all that follows, a
 * line with the id as JSON, the text, a line feed.
 */
export function formatRecord({ id, text }: JournalRecord): string {
  const body = `${JSON.stringify(id)}\n${text}\n`;
  return `${layout} ${digest(Buffer.from(body))}\n${body}`;
}

/** The inverse of {@link formatRecord}. @throws Error that says in words what is wrong with the content. */
export function parseRecord(content: Buffer): JournalRecord {
  const body = content.subarray(content.indexOf(lineFeed) + 1);
  const [found, checksum] = content
    .subarray(0, content.length - body.length)
    .toString()
    .trimEnd()
    .split(" ");
  if (found === undefined || !found.startsWith("infrakit-record/"))
    throw new Error("it is not a record, or its start is lost");
  if (found !== layout) throw new Error(`its layout is ${found}, this version reads ${layout}`);
  if (checksum !== digest(body)) throw new Error("it is damaged or cut short: the checksum does not match");
  const endOfId = body.indexOf(lineFeed);
  return {
    id: JSON.parse(body.subarray(0, endOfId).toString()) as string,
    text: body.subarray(endOfId + 1, -1).toString(),
  };
}

const lineFeed = 0x0a;

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
