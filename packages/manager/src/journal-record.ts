import { createHash } from "node:crypto";

/** What a controller must know again after a crash, one record a group. */
export interface JournalRecord {
  readonly id: string;
  /** JSON that the controller made. The journal does not look into it. */
  readonly text: string;
}

/** A record as it was found in a file. */
export interface FoundRecord {
  readonly record: JournalRecord;
  /** Something stands behind it that is no whole record. */
  readonly isTorn: boolean;
}

/** Marks the first line, so that a later layout is told from a damaged file. */
const layout = "infrakit-record/2";

/** The layout of files that hold one record and never grew. */
const formerLayout = "infrakit-record/1";

/**
 * Writes a record as it stands in a file, alone or behind earlier ones of the same id: a line with the layout, the
 * bytes and the SHA-256 of all that follows, and a check of the line itself; a line with the id as JSON, the text, a
 * line feed.
 */
export function formatRecord({ id, text }: JournalRecord): Buffer {
  const body = Buffer.from(`${JSON.stringify(id)}\n${text}\n`);
  const head = `${layout} ${body.length} ${digest(body)}`;
  return Buffer.concat([Buffer.from(`${head} ${checkOf(head)}\n`), body]);
}

/**
 * Reads the last record of a file. If one is cut short at the end of the file the one before it counts: it was never
 * confirmed, or somebody else has cut the file, which cannot be told.
 * @throws Error that says in words what is wrong with the content.
 */
export function parseRecord(content: Buffer): FoundRecord {
  const start = content.toString("latin1", 0, formerLayout.length + 1);
  if (start === `${formerLayout} `) return { record: parseFormer(content), isTorn: false };
  const written = withoutNuls(content);
  let last: Block | undefined;
  for (let at = 0; at < written.length; at = last.end) {
    const next = findBlock(written, at);
    if (next === undefined) break;
    last = next;
  }
  if (last === undefined) throw new Error(content.length === 0 ? "it is not a record but empty" : cutShort);
  return { record: parseBody(last), isTorn: last.end < content.length };
}

const lineFeed = 0x0a;

const cutShort = "it is cut short, and holds no earlier record";

/** A record in a file, as far as its first line tells. */
interface Block {
  readonly checksum: string;
  readonly body: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** The record that begins at a place; `undefined` if it is not all there. @throws Error if it is damaged. */
function findBlock(content: Buffer, at: number): Block | undefined {
  const endOfHead = content.indexOf(lineFeed, at);
  if (endOfHead < 0 && at > 0) return undefined;
  const { length, checksum } = parseHead(content.toString("latin1", at, Math.max(at, endOfHead)));
  const start = endOfHead + 1;
  const end = start + length;
  return end > content.length ? undefined : { checksum, body: content.subarray(start, end), end };
}

/** A line with a wrong length would pass for a record that is cut short, if it had no check of its own. */
function parseHead(head: string): { readonly length: number; readonly checksum: string } {
  const [found = "", length = "", checksum = "", check] = head.split(" ");
  if (!found.startsWith("infrakit-record/")) throw new Error("it is not a record, or its start is lost");
  if (found !== layout) throw new Error(`its layout is ${found}, this version reads ${layout}`);
  if (check !== checkOf(`${found} ${length} ${checksum}`))
    throw new Error("the line before a record is damaged");
  return { length: Number(length), checksum };
}

/** A file may have grown before what was to stand there was written: a power cut leaves NULs, of which no record ends. */
function withoutNuls(content: Buffer): Buffer {
  let end = content.length;
  while (end > 0 && content[end - 1] === 0) end--;
  return content.subarray(0, end);
}

/** The file is one record, whose first line does not tell its length. */
function parseFormer(content: Buffer): JournalRecord {
  const start = content.indexOf(lineFeed) + 1;
  const checksum = content.toString("latin1", formerLayout.length, start).trim();
  return parseBody({ checksum, body: content.subarray(start) });
}

function parseBody({ checksum, body }: Pick<Block, "checksum" | "body">): JournalRecord {
  if (checksum !== digest(body)) throw new Error("it is damaged or cut short: the checksum does not match");
  const endOfId = body.indexOf(lineFeed);
  return {
    id: JSON.parse(body.subarray(0, endOfId).toString()) as string,
    text: body.subarray(endOfId + 1, -1).toString(),
  };
}

function checkOf(head: string): string {
  return digest(Buffer.from(head)).slice(0, 8);
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
