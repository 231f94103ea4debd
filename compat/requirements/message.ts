import type { Requirement, Requirements } from "./requirement.ts";

/** Where the messages of a service are declared, and which methods it has. */
const services: readonly {
  readonly service: string;
  readonly source: string;
  readonly methods: readonly string[];
}[] = [
  { service: "Controller", source: "controller", methods: ["Commit", "Describe", "Free", "Plan"] },
  { service: "Event", source: "event", methods: ["List"] },
  { service: "Flavor", source: "flavor", methods: ["Drain", "Healthy", "Prepare", "Validate"] },
  {
    service: "Group",
    source: "group",
    methods: [
      "CommitGroup",
      "DescribeGroup",
      "DestroyGroup",
      "DestroyInstances",
      "FreeGroup",
      "InspectGroups",
      "SetSize",
      "Size",
    ],
  },
  {
    service: "Instance",
    source: "instance",
    methods: ["DescribeInstances", "Destroy", "Label", "Provision", "Validate"],
  },
  {
    service: "L4",
    source: "loadbalancer",
    methods: [
      "Backends",
      "ConfigureHealthCheck",
      "DeregisterBackends",
      "Name",
      "Publish",
      "RegisterBackends",
      "Routes",
      "Unpublish",
    ],
  },
  { service: "Metadata", source: "metadata", methods: ["Get", "Keys"] },
  { service: "Resource", source: "resource", methods: ["Commit", "DescribeResources", "Destroy"] },
  { service: "Updatable", source: "metadata", methods: ["Changes", "Commit", "Get", "Keys"] },
];

const manager = ["Enforce", "Inspect", "IsLeader", "LeaderLocation", "Specs", "Terminate"];

function messageOf(method: string, source: string): readonly [string, Requirement] {
  const behaviour = `Params and result of \`${method}\` have Go's members in Go's order, with Go's zero values.`;
  return [`message.${method}`, { source, behaviour }];
}

/** The messages, one requirement for each method. */
export const message: Requirements = Object.fromEntries([
  ...services.flatMap(({ service, source, methods }) =>
    methods.map((method) => messageOf(`${service}.${method}`, `pkg/rpc/${source}/types.go at 41da4a60`)),
  ),
  // These are declared where they are served.
  ...manager.map((method) => messageOf(`Manager.${method}`, "pkg/rpc/manager/service.go at 41da4a60")),
  messageOf("Handshake.Hello", "pkg/rpc/handshake.go at 41da4a60"),
  messageOf("Handshake.Implements", "pkg/rpc/handshake.go at v0.5"),
  messageOf("Handshake.Types", "pkg/rpc/handshake.go at v0.5"),
  messageOf("Metadata.List", "pkg/rpc/metadata/types.go at v0.5"),
  messageOf("Plugin.Implements", "pkg/rpc/plugin/types.go at v0.2.0"),
  messageOf("Updatable.List", "pkg/rpc/metadata/types.go at v0.5"),
]);
