import { encodeJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { findTwins, type InstanceRecord, instanceRecordCodec } from "./record.ts";
import { formatRecordFile, parseRecordFile } from "./record-file.ts";

const record: InstanceRecord = {
  id: "00112233445566778899",
  logicalId: "db-1",
  tags: { "infrakit.group": "web", "infrakit.slot": "0-abcdefgh", motto: "größer <&> \u2028" },
  command: "sleep",
  startedAt: "2026-11-21T11:00:00.000Z",
  process: { pid: 4711, start: 123_456, boot: "b00t" },
};

const text = formatRecordFile(record);
const bare = encodeJson(instanceRecordCodec.encode(record));

describe("parseRecordFile()", () => {
  test("reads what was written", () => {
    expect(parseRecordFile(text)).toEqual(record);
    expect(text).toMatch(
      /^\{"Version":2,"SHA256":"[0-9a-f]{64}","Instance":\{"ID":"00112233445566778899",.*\}\}\n$/,
    );
  });

  test("reads an intent", () => {
    const intent = { ...record, process: null };
    expect(parseRecordFile(formatRecordFile(intent))).toEqual(intent);
  });

  test("reads a file of the first layout", () => {
    expect(parseRecordFile(bare)).toEqual(record);
  });

  test("reads a file that was only laid out anew", () => {
    expect(parseRecordFile(text.replaceAll(/([{,])"/g, '$1\n  "'))).toEqual(record);
  });

  test.for<readonly [what: string, content: string, why: string]>([
    ["nothing", "", "it is empty"],
    ["white space", " \n", "it is empty"],
    ["NULs, as a power cut leaves them", "\0".repeat(100), "not JSON"],
    ["a list", "[]", "expected an object, found an array"],
    [
      "another tag",
      text.replace('"web"', '"wet"'),
      "it was edited, or is damaged: its checksum does not match",
    ],
    ["a later layout", text.replace('"Version":2', '"Version":3'), "its layout is 3, this version reads 2"],
    ["no instance", '{"Version":2,"SHA256":""}', "it was edited, or is damaged: its checksum does not match"],
    ["a name that is none, in the first layout", bare.replace('"Tags"', '"Togs"'), "Togs: unknown member"],
  ])("refuses %s", ([, content, why]) => {
    expect(() => parseRecordFile(content)).toThrow(why);
  });

  test("refuses the file, wherever it is cut", () => {
    for (let length = 0; length < text.length - 1; length++)
      expect(() => parseRecordFile(text.slice(0, length)), `${length}`).toThrow();
  });

  test("reads nothing else, whichever bit has flipped", () => {
    const bytes = Buffer.from(text);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = readOrRefuse(damaged.toString());
      if (found === null) refused++;
      else expect(found, `bit ${bit}`).toEqual(record);
    }
    expect(refused).toBeGreaterThan(bytes.length * 7);
  });
});

function readOrRefuse(content: string): InstanceRecord | null {
  try {
    return parseRecordFile(content);
  } catch {
    return null;
  }
}

describe("findTwins()", () => {
  const process = { pid: 4711, start: 1, boot: "b" };
  const of = (id: string, changes: Partial<InstanceRecord>): InstanceRecord => ({
    ...record,
    id,
    ...changes,
  });

  test("names every record whose process is another's, too", () => {
    const records = ["a", "b", "c"].map((id) => of(id, { process }));
    expect(findTwins(records).map((pair) => pair.map(({ id }) => id))).toEqual([
      ["a", "b"],
      ["b", "a"],
      ["c", "a"],
    ]);
  });

  test.for<readonly [what: string, records: readonly InstanceRecord[]]>([
    ["intents", [of("a", { process: null }), of("b", { process: null })]],
    ["pids that were used again", [of("a", { process }), of("b", { process: { ...process, start: 2 } })]],
    ["pids of another boot", [of("a", { process }), of("b", { process: { ...process, boot: "c" } })]],
  ])("takes %s for no twins", ([, records]) => {
    expect(findTwins(records)).toEqual([]);
  });
});
