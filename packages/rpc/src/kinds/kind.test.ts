import { expect, test } from "vitest";
import { kinds } from "./index.ts";
import { compareVersions } from "./kind.ts";

test.for<readonly [a: string, b: string, sign: number]>([
  ["0.6.1", "0.6.1", 0],
  ["0.5.0", "0.6.1", -1],
  ["0.6.10", "0.6.9", 1],
  ["1.0.0", "0.9.9", 1],
])("compareVersions() orders by numbers when given %s and %s", ([a, b, sign]) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

/** What InfraKit had when; `Rollout` is ours. */
test.for<readonly [name: string, current: string, implemented: readonly string[], first: readonly string[]]>([
  ["Controller", "0.1.1", [], []],
  ["Event", "0.1.1", ["0.1.0"], []],
  ["Flavor", "0.1.1", ["0.1.0"], ["0.1.0"]],
  ["Group", "0.1.1", ["0.1.0"], ["0.1.0"]],
  ["Instance", "0.6.1", ["0.5.0", "0.3.0"], ["0.1.0"]],
  ["L4", "0.6.1", [], []],
  ["Metadata", "0.1.1", ["0.1.0"], []],
  ["Resource", "0.1.1", ["0.1.0"], []],
  ["Rollout", "0.1.0", [], []],
  ["Stack", "0.1.1", ["0.1.0"], []],
  ["Updatable", "0.1.1", ["0.1.0"], []],
])(
  "kinds have the versions that each handshake requires when the interface is %s",
  ([name, current, implemented, first]) => {
    const found = kinds.find((kind) => kind.interface.name === name);
    expect(found?.interface).toMatchObject({ current, implemented, first });
  },
);

test("kinds have these methods, and no others, that may change something", () => {
  const methods = kinds.flatMap((kind) => kind.serve({}).map(({ method }) => method));
  expect(methods.filter(({ isReadOnly }) => isReadOnly !== true).map(({ name }) => name)).toEqual([
    "Controller.Commit",
    "Controller.Free",
    "Flavor.Prepare",
    "Flavor.Drain",
    "Group.CommitGroup",
    "Group.FreeGroup",
    "Group.DestroyGroup",
    "Group.DestroyInstances",
    "Group.SetSize",
    "Instance.Provision",
    "Instance.Label",
    "Instance.Destroy",
    "L4.Publish",
    "L4.Unpublish",
    "L4.ConfigureHealthCheck",
    "L4.RegisterBackends",
    "L4.DeregisterBackends",
    "Manager.Enforce",
    "Manager.Terminate",
    "Resource.Commit",
    "Resource.Destroy",
    "Rollout.Pause",
    "Rollout.Resume",
    "Rollout.Abort",
    "Rollout.Rollback",
    "Rollout.Promote",
    "Rollout.Replace",
    "Updatable.Commit",
  ]);
});
