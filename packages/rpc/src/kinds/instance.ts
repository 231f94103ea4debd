import {
  type CallOptions,
  type InstanceChange,
  type InstancePlugin,
  LocalError,
  parsePluginName,
} from "@infrakit/spi";
import type {
  Attachment,
  DestroyReason,
  InstanceDescription,
  InstanceSpec,
  PluginEvent,
  Tags,
} from "@infrakit/spi/data";
import {
  absentMap,
  boolean,
  type Codec,
  list,
  map,
  mapped,
  member,
  nullable,
  object,
  raw,
  type RawJson,
  requiredMember,
  string,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { getByType, objectsByName, type PluginObjects } from "../hosted-objects.ts";
import { toChange, topicOf } from "../instance-events.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import type { Kind } from "./kind.ts";

/** Tags, or labels. */
const tags: Codec<Tags> = map(string);

const attachment: Codec<Attachment> = object({ id: member("ID", string), type: member("Type", string) });

/** Go's `instance.Spec`. */
export const instanceSpec: Codec<InstanceSpec> = object({
  properties: member("Properties", raw),
  tags: member("Tags", tags),
  init: member("Init", string),
  logicalId: member("LogicalID", nullable(string)),
  attachments: member("Attachments", list(attachment)),
});

/** Go's `instance.Description`. */
export const instanceDescription: Codec<InstanceDescription> = object({
  id: member("ID", string),
  logicalId: member("LogicalID", nullable(string)),
  tags: member("Tags", tags),
  properties: member("Properties", raw, { omitZero: true }),
});

/** Absent before version 0.6, and documented as `termination`: all but one word mean the same. */
const destroyReason: Codec<DestroyReason> = mapped(string, {
  decode: (word) => (word === "rolling_update" ? "rolling_update" : "terminate"),
  encode: (reason) => reason,
});

const type = member("Type", string);

/** The answer of methods that have nothing to say. */
interface Done {
  readonly type: string;
  readonly ok: boolean;
}
const done: Codec<Done> = object({ type, ok: member("OK", boolean) });

const validate: Method<{ type: string; properties: RawJson | null }, Done> = {
  name: "Instance.Validate",
  isReadOnly: true,
  params: object({ type, properties: member("Properties", raw) }),
  result: done,
};

const provision: Method<{ type: string; spec: InstanceSpec }, { type: string; id: string }> = {
  name: "Instance.Provision",
  params: object({ type, spec: member("Spec", instanceSpec) }),
  result: object({ type, id: member("ID", string) }),
};

const label: Method<{ type: string; instance: string; labels: Tags }, Done> = {
  name: "Instance.Label",
  since: "0.3.0",
  params: object({ type, instance: member("Instance", string), labels: member("Labels", tags) }),
  result: done,
};

interface DestroyParams {
  readonly type: string;
  readonly instance: string;
  /** `null` from clients up to v0.5. */
  readonly context: Context | null;
}
interface Context {
  readonly reason: DestroyReason;
}
const destroy: Method<DestroyParams, Done> = {
  name: "Instance.Destroy",
  addedParams: { Context: "0.6.0" },
  params: object({
    type,
    instance: member("Instance", string),
    context: member<Context | null>(
      "Context",
      nullable(object<Context>({ reason: member("Reason", destroyReason) })),
      { omitZero: true },
    ),
  }),
  result: done,
};

interface Described {
  readonly type: string;
  readonly descriptions: readonly InstanceDescription[];
}
interface DescribeParams {
  readonly type: string;
  readonly tags: Tags;
  /** `null` from clients up to v0.4, which get none. */
  readonly properties: boolean | null;
}
const describeInstances: Method<DescribeParams, Described> = {
  name: "Instance.DescribeInstances",
  isReadOnly: true,
  isOftenRepeated: true,
  addedParams: { Properties: "0.5.0" },
  params: object({
    type,
    tags: member("Tags", tags),
    properties: member<boolean | null>("Properties", nullable(boolean), { omitZero: true }),
  }),
  result: object({ type, descriptions: requiredMember("Descriptions", list(instanceDescription)) }),
};

/** What makes, lists and destroys instances. The objects of a plugin are told apart by `Type`. */
export const instanceKind: Kind = {
  interface: { name: "Instance", current: "0.6.1", implemented: ["0.5.0", "0.3.0"], first: ["0.1.0"] },
  names: ({ instance }) => (instance === undefined ? undefined : [...instancesByName({ instance }).keys()]),
  serve: serveInstance,
};

/** The hosted instance plugins by name. */
export function instancesByName({
  instance,
}: Pick<PluginObjects, "instance">): ReadonlyMap<string, InstancePlugin> {
  return objectsByName(instance, "provision");
}

function serveInstance(objects: PluginObjects): readonly ServedMethod[] {
  const get = (of: string): InstancePlugin => getByType(objects.instance, "provision", of);
  return [
    serveMethod(validate, async ({ type: of, properties }) => {
      await get(of).validate(properties);
      return { type: of, ok: true };
    }),
    serveMethod(provision, async ({ type: of, spec }) => ({ type: of, id: await get(of).provision(spec) })),
    serveMethod(label, async ({ type: of, instance, labels }) => {
      await get(of).label(instance, labels);
      return { type: of, ok: true };
    }),
    serveMethod(destroy, async ({ type: of, instance, context }) => {
      await get(of).destroy(instance, context?.reason ?? "terminate");
      return { type: of, ok: true };
    }),
    serveMethod(describeInstances, async ({ type: of, tags: wanted, properties }) => ({
      type: of,
      descriptions: await get(of).describeInstances({ tags: wanted, properties: properties ?? false }),
    })),
  ];
}

/** Makes an instance plugin of a connection. `name` is the plugin's full name, such as `simulator/compute`. */
export function connectInstance(connection: Caller, name: string): InstancePlugin {
  const of = parsePluginName(name).type;
  const { call } = connection.on(instanceKind.interface);
  const plugin: InstancePlugin = {
    async validate(properties, options) {
      await call(validate, { type: of, properties }, options);
    },
    async provision(spec, options) {
      const { id } = await call(provision, { type: of, spec }, options);
      // A plugin that made an instance and cannot say which has left one behind that nobody knows.
      if (id === "")
        throw new LocalError("bad_answer", `Cannot provision with "${name}": the answer has no ID`);
      return id;
    },
    async label(instance, labels, options) {
      await call(label, { type: of, instance, labels }, options);
    },
    async destroy(instance, reason, options) {
      await call(destroy, { type: of, instance, context: { reason } }, options);
    },
    async describeInstances({ tags: wanted, properties }, options) {
      // Go plugins want an object where no tags are given.
      const query = { type: of, tags: wanted === absentMap ? {} : wanted, properties };
      return (await call(describeInstances, query, options)).descriptions;
    },
  };
  const changes = (options: Required<CallOptions>): AsyncIterable<InstanceChange> =>
    readChanges(connection.events(topicOf(of), options));
  // Whether the peer gives hints is known after the first call; until then it may.
  return Object.defineProperty(plugin, "changes", {
    enumerable: true,
    get: () => (connection.mayHaveEvents ? changes : undefined),
  });
}

async function* readChanges(events: AsyncIterable<PluginEvent>): AsyncGenerator<InstanceChange> {
  for await (const event of events) yield toChange(event);
}
