import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { groupOf } from "../test/world.ts";
import { formatRecord, parseRecord, recordOf } from "./group-record.ts";
import { noProgress } from "./plan/index.ts";

const spec = { id: "g", properties: RawJson.fromValue(groupOf({ Size: 1 })) };

describe("parseRecord()", () => {
  test("reads a record when it was written before updates could be paused", () => {
    const text = JSON.stringify({
      Version: 1,
      Spec: { ID: "g", Properties: groupOf({ Size: 1 }) },
      Destroying: false,
      Expectations: [],
      Tombstones: [],
      Leaving: ["i-1"],
      UpdateFailure: { ID: "i-2", Reason: "still serving" },
      SelfDrained: false,
    });
    expect(parseRecord({ id: "g", text })).toMatchObject({
      converged: null,
      convergedTo: null,
      leaving: ["i-1"],
      replacing: [],
      updateFailure: { id: "i-2", reason: "still serving" },
      word: "go",
      isPromoted: false,
      isRollback: false,
      takenBack: null,
    });
  });

  test("reads what formatRecord() writes when an update was stopped", () => {
    const converged = RawJson.fromValue(groupOf({ Size: 2 }, "v0"));
    const record = recordOf(
      { spec, converged, destroying: false },
      {
        ...noProgress,
        replacing: new Set(["i-3"]),
        word: "pause",
        isPromoted: true,
        isRollback: true,
        updateFailure: { id: null, reason: "nothing was replaced within 30 s" },
      },
    );
    const read = parseRecord(formatRecord(record));
    expect(read).toMatchObject({
      replacing: ["i-3"],
      word: "pause",
      isPromoted: true,
      isRollback: true,
      updateFailure: { id: null, reason: "nothing was replaced within 30 s" },
    });
    expect(read.convergedTo?.properties.allocation.size).toBe(2);
  });

  test("refuses a record when a newer version wrote it", () => {
    expect(() => parseRecord({ id: "g", text: '{"Version":2}' })).toThrow(
      'Cannot read the record of group "g": it was written by a newer version (record version 2); use that version or newer',
    );
  });
});
