import type { Answers } from "./old-peer.ts";

/** A release of InfraKit, or its last commit, as the other side of a socket sees it. */
export interface Release {
  readonly name: string;
  /** Versions that its clients insist on and its servers name. */
  readonly versions: { readonly Instance: string; readonly Flavor: string; readonly Group: string };
  /** The handshakes that its servers know, with the answers of one that hosts an object of each kind. */
  readonly handshakes: Answers;
  /** The handshakes that a client has sent when it knows this release, the newest first. */
  readonly asked: readonly string[];
}

const names = ["Instance", "Flavor", "Group"] as const;
type Versions = Release["versions"];

/** `APIs`, in every release that has it. */
function listed(versions: Versions): object {
  return { APIs: names.map((name) => ({ Name: name, Version: versions[name] })) };
}

function byInterface<T>(versions: Versions, value: T): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name) => [`${name}/${versions[name]}`, value]));
}

const first: Versions = { Instance: "0.1.0", Flavor: "0.1.0", Group: "0.1.0" };
const labelled: Versions = { ...first, Instance: "0.3.0" };
const typed: Versions = { ...first, Instance: "0.5.0" };
const last: Versions = { Instance: "0.6.1", Flavor: "0.1.1", Group: "0.1.1" };

/** `Plugin.Implements`: the server of v0.1.0 has no router and answers it on every path. */
const plugin = { handshakes: { "Plugin.Implements": listed(first) }, versions: first };
const handshake = { handshakes: { "Handshake.Implements": listed(labelled) }, versions: labelled };

const askedPlugin = ["Handshake.Hello", "Handshake.Implements", "Plugin.Implements"];
const askedTypes = ["Handshake.Hello", "Handshake.Implements", "Handshake.Types"];

/** Every generation of the protocol. */
export const releases: readonly Release[] = [
  { name: "v0.1.0", ...plugin, asked: askedPlugin },
  { name: "v0.2.0", ...plugin, asked: askedPlugin },
  { name: "v0.3.1", ...handshake, asked: askedTypes },
  { name: "v0.4.1", ...handshake, asked: askedTypes },
  {
    name: "v0.5",
    versions: typed,
    handshakes: {
      "Handshake.Implements": listed(typed),
      "Handshake.Types": { Types: byInterface(typed, ["."]) },
    },
    asked: askedTypes,
  },
  {
    name: "HEAD",
    versions: last,
    handshakes: { "Handshake.Hello": { Objects: byInterface(last, [{ Name: ".", ProxyFor: "" }]) } },
    asked: ["Handshake.Hello"],
  },
];

/** What servers answer to calls, by release: from one name on, until another takes its place. */
const untyped: Answers = {
  "Instance.Validate": { OK: true },
  "Instance.Provision": { ID: "i" },
  "Instance.Destroy": { OK: true },
  "Instance.DescribeInstances": { Descriptions: [{ ID: "i", LogicalID: null, Tags: { a: "1" } }] },
  "Flavor.Validate": { OK: true },
  "Flavor.Prepare": {
    Spec: { Properties: null, Tags: { t: "w" }, Init: "hi", LogicalID: null, Attachments: null },
  },
  "Flavor.Healthy": { Health: 1 },
  "Flavor.Drain": { OK: true },
  "Group.CommitGroup": { Details: "Managing 2 instances" },
  "Group.FreeGroup": { OK: true },
  "Group.DescribeGroup": { Description: { Instances: [], Converged: true } },
  "Group.DestroyGroup": { OK: true },
  "Group.InspectGroups": {
    Groups: [{ ID: "w", Properties: { Allocation: { Size: 2, LogicalIDs: null } } }],
  },
};

/** What a server of a release answers: its handshakes, and the methods that it knows. */
export function answersOf({ name, handshakes }: Release): Answers {
  if (name === "v0.1.0") return { ...handshakes, ...untyped };
  const withTypes = { ...untyped, ...typesAdded() };
  if (name === "v0.2.0") return { ...handshakes, ...withTypes };
  const withLabel = { ...withTypes, "Instance.Label": { Type: "", OK: true } };
  if (name !== "HEAD") return { ...handshakes, ...withLabel };
  const done = { Name: "old", ID: "w" };
  return {
    ...handshakes,
    ...withLabel,
    "Group.CommitGroup": { ...done, Details: "Managing 2 instances" },
    "Group.FreeGroup": done,
    "Group.DescribeGroup": { ...done, Description: { Instances: [], Converged: true } },
    "Group.DestroyGroup": done,
    "Group.DestroyInstances": done,
    "Group.Size": { ...done, Size: 2 },
    "Group.SetSize": done,
  };
}

/** Since v0.2.0 instance and flavor plugins repeat the `Type` of a request. */
function typesAdded(): Answers {
  return Object.fromEntries(
    Object.entries(untyped)
      .filter(([method]) => !method.startsWith("Group."))
      .map(([method, result]) => [method, { Type: "", ...(result as object) }]),
  );
}

/** @throws Error if there is no such release. */
export function releaseOf(name: string): Release {
  const release = releases.find((each) => each.name === name);
  if (release === undefined) throw new Error(`Cannot find release "${name}"`);
  return release;
}
