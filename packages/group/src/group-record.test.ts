import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { groupOf } from "../test/world.ts";
import { formatRecord, parseRecord, recordOf } from "./group-record.ts";
import { type Expectation, noProgress, type Tombstone } from "./plan/index.ts";

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
      extent: null,
      leaving: ["i-1"],
      replacing: [],
      updateFailure: { id: "i-2", reason: "still serving" },
      word: "go",
      isPromoted: false,
      isRollback: false,
      takenBack: null,
      refusal: null,
    });
  });

  test("reads what is being made of what is committed when it was written before there was anything else", () => {
    const making = { Token: "aaaaaaaa", Slot: "0", SentAt: 1, Deadline: 2, State: "sent" };
    const Spec = { ID: "g", Properties: groupOf({ Size: 1 }) };
    const text = JSON.stringify({ Version: 1, Spec, Expectations: [making] });
    expect(parseRecord({ id: "g", text }).expectations).toMatchObject([{ slot: "0", version: "committed" }]);
  });

  test("reads a tombstone when it was written before those of healing were told apart", () => {
    const gone = { ID: "i-1", Slot: "0", Reason: "terminate", SentAt: 1, Deadline: 2, State: "sent" };
    const text = JSON.stringify({
      Version: 1,
      Spec: { ID: "g", Properties: groupOf({ Size: 1 }) },
      Tombstones: [gone],
    });
    expect(parseRecord({ id: "g", text }).tombstones).toEqual([
      {
        id: "i-1",
        slot: "0",
        reason: "terminate",
        isRepeated: false,
        isHealing: false,
        sentAt: 1,
        deadline: 2,
        state: "sent",
        endedAt: null,
      },
    ]);
  });

  test("reads what formatRecord() writes when an update was stopped", () => {
    const converged = RawJson.fromValue(groupOf({ Size: 2 }, "v0"));
    const expectation: Expectation = {
      token: "aaaaaaaa",
      slot: "0",
      logicalId: null,
      version: "former",
      sentAt: 1,
      deadline: 2,
      state: "done",
      endedAt: 3,
      id: "i-1",
    };
    const record = recordOf(
      { spec, converged, destroying: false },
      {
        ...noProgress,
        replacing: new Set(["i-3"]),
        word: "pause",
        isPromoted: true,
        isUpdating: true,
        isRollback: true,
        updateFailure: { id: null, reason: "nothing was replaced within 30 s" },
        extent: 3,
        expectations: [expectation],
      },
    );
    const read = parseRecord(formatRecord(record));
    expect(read).toMatchObject({
      replacing: ["i-3"],
      word: "pause",
      isPromoted: true,
      isUpdating: true,
      isRollback: true,
      updateFailure: { id: null, reason: "nothing was replaced within 30 s" },
      extent: 3,
      expectations: [expectation],
    });
    expect(read.convergedTo?.properties.allocation.size).toBe(2);
  });

  test("reads what formatRecord() writes when a creation was refused for good and somebody is healed", () => {
    const tombstone: Tombstone = {
      id: "i-1",
      slot: "0",
      reason: "terminate",
      isRepeated: true,
      isHealing: true,
      sentAt: 1,
      deadline: 2,
      state: "done",
      endedAt: 3,
    };
    const progress = { ...noProgress, refusal: "no size", tombstones: [tombstone] };
    const record = recordOf({ spec, converged: null, destroying: false }, progress);
    expect(parseRecord(formatRecord(record))).toMatchObject({ refusal: "no size", tombstones: [tombstone] });
  });

  test("refuses a record when a newer version wrote it", () => {
    expect(() => parseRecord({ id: "g", text: '{"Version":2}' })).toThrow(
      'Cannot read the record of group "g": it was written by a newer version (record version 2); use that version or newer',
    );
  });
});
