import { expect, test } from "vitest";
import { policyFromEnvironment } from "./group-policy.ts";

test.for<readonly [env: NodeJS.ProcessEnv, policy: object]>([
  [{}, {}],
  [{ INFRAKIT_GROUP_POLL_INTERVAL: "", INFRAKIT_GROUP_SELF_LOGICAL_ID: "" }, {}],
  [{ INFRAKIT_GROUP_POLL_INTERVAL: "1m30s" }, { pollIntervalMs: 90_000 }],
  [{ INFRAKIT_GROUP_MAX_PARALLEL_NUM: "0" }, { maxParallel: 0 }],
  [
    { INFRAKIT_GROUP_MAX_PARALLEL_NUM: "12", INFRAKIT_GROUP_SELF_LOGICAL_ID: "10.0.0.1" },
    { maxParallel: 12, self: "10.0.0.1" },
  ],
])("policyFromEnvironment() reads %o as %o [group.environment]", ([env, policy]) => {
  expect(policyFromEnvironment(env)).toEqual(policy);
});

test.for([
  ["INFRAKIT_GROUP_POLL_INTERVAL", "10"],
  ["INFRAKIT_GROUP_POLL_INTERVAL", "0s"],
  ["INFRAKIT_GROUP_POLL_INTERVAL", "-1s"],
  ["INFRAKIT_GROUP_MAX_PARALLEL_NUM", "many"],
  ["INFRAKIT_GROUP_MAX_PARALLEL_NUM", "-1"],
] as const)("policyFromEnvironment() names the variable when %s is %s", ([name, value]) => {
  expect(() => policyFromEnvironment({ [name]: value })).toThrow(`Cannot use ${name} "${value}": `);
});
