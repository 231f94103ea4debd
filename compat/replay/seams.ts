import { parsePath, type Path, type RawJson } from "@infrakit/spi/document";
import type { PluginObjects } from "@infrakit/rpc";

/** Decoded params or a decoded result: what a codec of a method gives. */
type Decoded = Readonly<Record<string, unknown>>;

/** Where a method of the wire meets the method of an object that a plugin author writes. */
export interface Seam {
  readonly kind: keyof PluginObjects;
  /** Name of the SPI method. */
  readonly method: string;
  /** What the SPI method is called with, options left out. */
  readonly arguments: (params: Decoded) => readonly unknown[];
  /** What the SPI method returns. */
  readonly returns: (result: Decoded) => unknown;
}

type Parts = Partial<Pick<Seam, "arguments" | "returns">>;

/** A method without arguments that returns nothing, unless it is said. */
function seam(
  kind: Seam["kind"],
  method: string,
  { arguments: given = () => [], returns = () => undefined }: Parts,
): Seam {
  return { kind, method, arguments: given, returns };
}

const id = ({ id: group }: Decoded): readonly unknown[] => [group];
const flavored = ({ properties, instance }: Decoded): readonly unknown[] => [properties, instance];
const words = ({ result }: Decoded): unknown => result;

const instance: Readonly<Record<string, Seam>> = {
  "Instance.Validate": seam("instance", "validate", { arguments: ({ properties }) => [properties] }),
  "Instance.Provision": seam("instance", "provision", {
    arguments: ({ spec }) => [spec],
    returns: ({ id: made }) => made,
  }),
  "Instance.Label": seam("instance", "label", {
    arguments: ({ instance: labelled, labels }) => [labelled, labels],
  }),
  "Instance.Destroy": seam("instance", "destroy", {
    arguments: ({ instance: destroyed, context }) => [
      destroyed,
      (context as Decoded | null)?.["reason"] ?? "terminate",
    ],
  }),
  "Instance.DescribeInstances": seam("instance", "describeInstances", {
    arguments: ({ tags, properties }) => [{ tags, properties: properties ?? false }],
    returns: ({ descriptions }) => descriptions,
  }),
};

const flavor: Readonly<Record<string, Seam>> = {
  "Flavor.Validate": seam("flavor", "validate", {
    arguments: ({ properties, allocation }) => [properties, allocation],
  }),
  "Flavor.Prepare": seam("flavor", "prepare", {
    arguments: ({ properties, spec, allocation, index }) => [
      { properties, spec, allocation, index: index ?? { group: "", sequence: 0 } },
    ],
    returns: ({ spec }) => spec,
  }),
  "Flavor.Healthy": seam("flavor", "healthy", { arguments: flavored, returns: ({ health }) => health }),
  "Flavor.Drain": seam("flavor", "drain", { arguments: flavored }),
};

const group: Readonly<Record<string, Seam>> = {
  "Group.CommitGroup": seam("group", "commitGroup", {
    arguments: ({ spec, pretend }) => [spec, { pretend }],
    returns: ({ details, plan }) => ({ details, plan }),
  }),
  "Group.FreeGroup": seam("group", "freeGroup", { arguments: id }),
  "Group.DescribeGroup": seam("group", "describeGroup", {
    arguments: id,
    returns: ({ description, status }) => ({ ...(description as Decoded), status }),
  }),
  "Group.DestroyGroup": seam("group", "destroyGroup", { arguments: id }),
  "Group.InspectGroups": seam("group", "inspectGroups", { returns: ({ groups }) => groups }),
  "Group.DestroyInstances": seam("group", "destroyInstances", {
    arguments: ({ id: of, instances }) => [of, instances],
  }),
  "Group.Size": seam("group", "size", { arguments: id, returns: ({ size }) => size }),
  "Group.SetSize": seam("group", "setSize", { arguments: ({ id: of, size }) => [of, size] }),
};

const operations = ["enforce", "destroy"];
const change = ({ operation, spec }: Decoded): readonly unknown[] => [operations[operation as number], spec];
const wanted = ({ metadata }: Decoded): readonly unknown[] => [metadata];
const found = ({ objects }: Decoded): unknown => objects;

const controller: Readonly<Record<string, Seam>> = {
  "Controller.Plan": seam("controller", "plan", {
    arguments: change,
    returns: ({ object, plan }) => ({ object, messages: (plan as Decoded)["messages"] }),
  }),
  "Controller.Commit": seam("controller", "commit", { arguments: change, returns: ({ object }) => object }),
  "Controller.Describe": seam("controller", "describe", { arguments: wanted, returns: found }),
  "Controller.Free": seam("controller", "free", { arguments: wanted, returns: found }),
};

const manager: Readonly<Record<string, Seam>> = {
  "Manager.IsLeader": seam("manager", "isLeader", { returns: ({ leader }) => leader }),
  "Manager.LeaderLocation": seam("manager", "leaderLocation", {
    returns: ({ location }) => `http://${String((location as Decoded)["host"])}`,
  }),
  "Manager.Specs": seam("manager", "specs", { returns: ({ specs }) => specs }),
  "Manager.Inspect": seam("manager", "inspect", { returns: found }),
  "Manager.Enforce": seam("manager", "enforce", { arguments: ({ specs }) => [specs] }),
  "Manager.Terminate": seam("manager", "terminate", { arguments: ({ specs }) => [specs] }),
};

/** The document behind `Metadata` and `Updatable` is read in the same way. */
function reading(kind: "metadata" | "updatable", service: string): Readonly<Record<string, Seam>> {
  const at = ({ path }: Decoded): readonly unknown[] => [parsePath(path as string)];
  return {
    [`${service}.Keys`]: seam(kind, "keys", { arguments: at, returns: ({ nodes }) => nodes }),
    [`${service}.Get`]: seam(kind, "get", { arguments: at, returns: ({ value }) => value }),
  };
}

interface Changed {
  readonly path: string;
  readonly value: RawJson | null;
}

const updatable: Readonly<Record<string, Seam>> = {
  "Updatable.Changes": seam("updatable", "changes", {
    arguments: ({ changes }) => [
      (changes as readonly Changed[]).map(({ path, value }) => ({ path: parsePath(path), value })),
    ],
    returns: ({ original, proposed, cas }) => ({ original, proposed, cas }),
  }),
  "Updatable.Commit": seam("updatable", "commit", { arguments: ({ proposed, cas }) => [proposed, cas] }),
};

interface Route {
  readonly protocol: string;
  readonly loadBalancerProtocol: string;
}

/** Protocols are read whatever their case. */
function upperCase(route: Route): Route {
  return {
    ...route,
    protocol: route.protocol.toUpperCase(),
    loadBalancerProtocol: route.loadBalancerProtocol.toUpperCase(),
  };
}

const ids = ({ ids: backends }: Decoded): readonly unknown[] => [backends];

const l4: Readonly<Record<string, Seam>> = {
  "L4.Name": seam("l4", "name", { returns: ({ name }) => name }),
  "L4.Routes": seam("l4", "routes", { returns: ({ routes }) => routes }),
  "L4.Publish": seam("l4", "publish", {
    arguments: ({ route }) => [upperCase(route as Route)],
    returns: words,
  }),
  "L4.Unpublish": seam("l4", "unpublish", { arguments: ({ extPort }) => [extPort], returns: words }),
  "L4.RegisterBackends": seam("l4", "registerBackends", { arguments: ids, returns: words }),
  "L4.DeregisterBackends": seam("l4", "deregisterBackends", { arguments: ids, returns: words }),
  "L4.Backends": seam("l4", "backends", { returns: ({ ids: backends }) => backends }),
};

/** The object is called `streams`, and its topics stand below its name. */
function belowObject(topic: Path): Path {
  return topic[0] === "streams" ? topic.slice(1) : topic;
}

/** The seams of all methods of which calls were recorded, handshakes left out: no plugin author answers these. */
export const seams: Readonly<Record<string, Seam>> = {
  ...instance,
  ...flavor,
  ...group,
  ...controller,
  ...manager,
  ...reading("metadata", "Metadata"),
  ...reading("updatable", "Updatable"),
  ...updatable,
  ...l4,
  "Event.List": seam("event", "list", {
    arguments: ({ topic }) => [belowObject(parsePath(topic as string))],
    returns: ({ nodes }) => nodes,
  }),
};

/** @throws if nobody said where the method meets the SPI. */
export function getSeam(method: string): Seam {
  const known = seams[method];
  if (known === undefined) throw new Error(`Cannot replay "${method}": its seam is not known`);
  return known;
}
