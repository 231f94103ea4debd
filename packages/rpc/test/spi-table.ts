import type { InstanceSpec } from "@infrakit/spi/data";
import { absentList, absentMap, RawJson } from "@infrakit/spi/document";
import { described, opaque, status } from "./fakes.ts";
import type { Row } from "./spi-row.ts";
import { controlRows } from "./spi-table-control.ts";
import { documentRows } from "./spi-table-documents.ts";

const spec: InstanceSpec = {
  properties: opaque,
  tags: { a: "1" },
  init: "#!/bin/sh\necho <>&",
  logicalId: "l1",
  attachments: [{ id: "vol1", type: "disk" }],
};
const bareSpec: InstanceSpec = {
  properties: null,
  tags: absentMap,
  init: "",
  logicalId: null,
  attachments: absentList,
};
const allocation = { size: 2, logicalIds: absentList };
const quorum = { size: 0, logicalIds: ["10.0.0.1", "10.0.0.2"] };
const index = { group: "w", sequence: 2 };
const sick = { id: "sick", logicalId: null, tags: {}, properties: null };
const fresh = { id: "new", logicalId: null, tags: {}, properties: null };
const groupSpec = { id: "w", properties: opaque };

const instanceRows: readonly Row[] = [
  {
    name: "Instance.Validate",
    call: ({ instance }) => instance.validate(opaque),
    reaches: [["validate", opaque]],
  },
  {
    name: "Instance.Validate without properties",
    call: ({ instance }) => instance.validate(null),
    reaches: [["validate", null]],
  },
  {
    name: "Instance.Validate that is refused",
    call: ({ instance }) => instance.validate(RawJson.fromText('"bad"')),
    refuses: "bad properties: <x> & y",
    reaches: [["validate", RawJson.fromText('"bad"')]],
  },
  {
    name: "Instance.Provision",
    call: ({ instance }) => instance.provision(spec),
    gives: "1795209284094515397",
    reaches: [["provision", spec]],
  },
  {
    name: "Instance.Provision of next to nothing",
    call: ({ instance }) => instance.provision(bareSpec),
    gives: "1795209284094515397",
    reaches: [["provision", bareSpec]],
  },
  {
    name: "Instance.Label",
    call: ({ instance }) => instance.label("i", { "10": "b", "9": "2", "": "" }),
    reaches: [["label", "i", { "10": "b", "9": "2", "": "" }]],
  },
  {
    name: "Instance.Destroy in a rolling update",
    call: ({ instance }) => instance.destroy("i", "rolling_update"),
    reaches: [["destroy", "i", "rolling_update"]],
  },
  {
    name: "Instance.Destroy that is refused",
    call: ({ instance }) => instance.destroy("nope", "terminate"),
    refuses: "not found nope",
    reaches: [["destroy", "nope", "terminate"]],
  },
  {
    name: "Instance.DescribeInstances",
    call: ({ instance }) => instance.describeInstances({ tags: { a: "1" }, properties: true }),
    gives: [described, { id: "2", logicalId: null, tags: {}, properties: null }],
    reaches: [["describeInstances", { tags: { a: "1" }, properties: true }]],
  },
  {
    name: "Instance.DescribeInstances that finds none",
    call: ({ instance }) => instance.describeInstances({ tags: { none: "" }, properties: false }),
    gives: [],
    reaches: [["describeInstances", { tags: { none: "" }, properties: false }]],
  },
];

const flavorRows: readonly Row[] = [
  {
    name: "Flavor.Validate",
    call: ({ flavor }) => flavor.validate(opaque, quorum),
    reaches: [["validate", opaque, quorum]],
  },
  {
    name: "Flavor.Prepare",
    call: ({ flavor }) => flavor.prepare({ properties: opaque, spec, allocation, index }),
    gives: { ...spec, tags: { a: "1", t: "w" }, init: "echo hi" },
    reaches: [["prepare", { properties: opaque, spec, allocation, index }]],
  },
  {
    name: "Flavor.Healthy of a healthy instance",
    call: ({ flavor }) => flavor.healthy(opaque, described),
    gives: "healthy",
    reaches: [["healthy", opaque, described]],
  },
  {
    name: "Flavor.Healthy of a sick instance",
    call: ({ flavor }) => flavor.healthy(null, sick),
    gives: "unhealthy",
    reaches: [["healthy", null, sick]],
  },
  {
    name: "Flavor.Healthy of a new instance",
    call: ({ flavor }) => flavor.healthy(null, fresh),
    gives: "unknown",
    reaches: [["healthy", null, fresh]],
  },
  {
    name: "Flavor.Drain",
    call: ({ flavor }) => flavor.drain(opaque, described),
    reaches: [["drain", opaque, described]],
  },
];

const groupRows: readonly Row[] = [
  {
    name: "Group.CommitGroup",
    call: ({ group }) => group.commitGroup(groupSpec),
    gives: { details: "Managing 2 instances", plan: null },
    reaches: [["commitGroup", groupSpec, false]],
  },
  {
    name: "Group.CommitGroup that pretends, with a plan",
    call: ({ group }) => group.commitGroup({ id: "ours", properties: null }, { pretend: true }),
    gives: {
      details: "Managing 2 instances",
      plan: { slots: [{ slot: "0", instance: null, action: "create", because: "the group is new" }] },
    },
    reaches: [["commitGroup", { id: "ours", properties: null }, true]],
  },
  {
    name: "Group.CommitGroup that is refused",
    call: ({ group }) => group.commitGroup({ id: "", properties: null }),
    refuses: "Group ID must not be blank",
    reaches: [["commitGroup", { id: "", properties: null }, false]],
  },
  { name: "Group.FreeGroup", call: ({ group }) => group.freeGroup("w"), reaches: [["freeGroup", "w"]] },
  {
    name: "Group.DescribeGroup",
    call: ({ group }) => group.describeGroup("w"),
    gives: { instances: [described], converged: true, status: null },
    reaches: [["describeGroup", "w"]],
  },
  {
    name: "Group.DescribeGroup with a status",
    call: ({ group }) => group.describeGroup("ours"),
    gives: { instances: [described], converged: true, status },
    reaches: [["describeGroup", "ours"]],
  },
  {
    name: "Group.DescribeGroup that is refused",
    call: ({ group }) => group.describeGroup("nope"),
    refuses: "Group 'nope' is not being watched",
    reaches: [["describeGroup", "nope"]],
  },
  {
    name: "Group.DestroyGroup",
    call: ({ group }) => group.destroyGroup("w"),
    reaches: [["destroyGroup", "w"]],
  },
  {
    name: "Group.InspectGroups",
    call: ({ group }) => group.inspectGroups(),
    gives: [groupSpec, { id: "empty", properties: null }],
    reaches: [["inspectGroups"]],
  },
  {
    name: "Group.DestroyInstances",
    call: ({ group }) => group.destroyInstances("w", ["a", "b"]),
    reaches: [["destroyInstances", "w", ["a", "b"]]],
  },
  { name: "Group.Size", call: ({ group }) => group.size("w"), gives: 3, reaches: [["size", "w"]] },
  {
    name: "Group.SetSize",
    call: ({ group }) => group.setSize("w", 5),
    reaches: [["setSize", "w", 5]],
  },
];

/** Every method of every kind. */
export const rows: readonly Row[] = [
  ...instanceRows,
  ...flavorRows,
  ...groupRows,
  ...documentRows,
  ...controlRows,
];
