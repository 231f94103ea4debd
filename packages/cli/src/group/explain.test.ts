import type { GroupStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { withRollback } from "./explain.ts";

const why = "the last update failed: too slow";

function saying(reason: string): Pick<GroupStatus, "conditions"> {
  return { conditions: [{ type: "Progressing", status: "false", reason, message: why, commit: "v1" }] };
}

test.for<readonly [string, reason: string, lines: readonly string[]]>([
  ["it was rolled back", "RolledBack", ["create slot 0", `rolled back to v1: ${why}`]],
  ["it is being rolled back", "RollingBack", ["create slot 0", why]],
])("withRollback() says what the group is now when %s", ([, reason, lines]) => {
  expect(withRollback(["create slot 0", why], saying(reason))).toEqual(lines);
});
