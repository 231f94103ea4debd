import { expect, test } from "vitest";
import type { TokenEntry } from "./process-table.ts";
import { findGroup } from "./process-tree.ts";

const boot = "this boot";
const leader = { pid: 10, start: 500, boot };
const entry: TokenEntry = { pid: 10, group: 10, start: 500, token: undefined };

test.for([
  { name: "the leader is the one that was noted", listed: [entry], expected: 10 },
  { name: "the pid is in new hands", listed: [{ ...entry, start: 501 }], expected: undefined },
  {
    name: "the leader is gone and a member has the token",
    listed: [{ ...entry, pid: 11, token: "a" }],
    expected: 10,
  },
  {
    name: "the leader is gone and nobody has the token",
    listed: [{ ...entry, pid: 11 }],
    expected: undefined,
  },
  { name: "nobody is there", listed: [], expected: undefined },
])("findGroup() gives $expected when $name", ({ listed, expected }) => {
  expect(findGroup({ id: "a", leader }, listed, boot)).toBe(expected);
});

test("findGroup() gives none when the leader is not known or from another boot", () => {
  expect(findGroup({ id: "a", leader: null }, [entry], boot)).toBeUndefined();
  expect(findGroup({ id: "a", leader: { ...leader, boot: "before" } }, [entry], boot)).toBeUndefined();
});
