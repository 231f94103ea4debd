import { type FlavorPlugin, parsePluginName } from "@infrakit/spi";
import type { Allocation, Health, Index, InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
import {
  boolean,
  type Codec,
  DecodeError,
  integer,
  list,
  mapped,
  member,
  nullable,
  object,
  raw,
  type RawJson,
  requiredMember,
  string,
  unsigned,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { getByType, objectsByName, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { instanceDescription, instanceSpec } from "./instance.ts";
import type { Kind } from "./kind.ts";

/** Go's `group.AllocationMethod`. */
const allocation: Codec<Allocation> = object({
  size: member("Size", unsigned),
  logicalIds: member("LogicalIDs", list(string)),
});

const index: Codec<Index> = object({
  group: member("Group", string),
  sequence: member("Sequence", unsigned),
});

/** Go's numbers for health, in their order. */
const healthWords: readonly Health[] = ["unknown", "healthy", "unhealthy"];

const health: Codec<Health> = mapped(integer, {
  decode(number) {
    const word = healthWords[number];
    if (word === undefined) throw new DecodeError(`expected a health between 0 and 2, found ${number}`);
    return word;
  },
  encode(word) {
    const number = healthWords.indexOf(word);
    if (number < 0) throw new TypeError(`expected one of ${healthWords.join(", ")}, found ${String(word)}`);
    return number;
  },
  allowed: [0, 1, 2],
});

const type = member("Type", string);
const properties = member("Properties", raw);

interface Done {
  readonly type: string;
  readonly ok: boolean;
}
const done: Codec<Done> = object({ type, ok: member("OK", boolean) });

const validate: Method<{ type: string; properties: RawJson | null; allocation: Allocation }, Done> = {
  name: "Flavor.Validate",
  isReadOnly: true,
  params: object({ type, properties, allocation: member("Allocation", allocation) }),
  result: done,
};

interface PrepareParams {
  readonly type: string;
  readonly properties: RawJson | null;
  readonly spec: InstanceSpec;
  readonly allocation: Allocation;
  /** `null` from clients up to v0.4, which do not say where the instance stands. */
  readonly index: Index | null;
}
const prepare: Method<PrepareParams, { type: string; spec: InstanceSpec }> = {
  name: "Flavor.Prepare",
  paramsSinceTypes: ["Index"],
  params: object({
    type,
    properties,
    spec: member("Spec", instanceSpec),
    allocation: member("Allocation", allocation),
    index: member<Index | null>("Index", nullable(index), { omitZero: true }),
  }),
  result: object({ type, spec: requiredMember("Spec", instanceSpec) }),
};

interface OfInstance {
  readonly type: string;
  readonly properties: RawJson | null;
  readonly instance: InstanceDescription;
}
const ofInstance: Codec<OfInstance> = object({
  type,
  properties,
  instance: member("Instance", instanceDescription),
});

const healthy: Method<OfInstance, { type: string; health: Health }> = {
  name: "Flavor.Healthy",
  isReadOnly: true,
  params: ofInstance,
  result: object({ type, health: requiredMember("Health", health) }),
};

/**
 * How long an instance may take to leave in good order. Whoever gives a drain up has to end the instance in the middle of
 * it, or to leave it drained and serve nobody with it.
 */
const patienceMs = 600_000;

const drain: Method<OfInstance, Done> = {
  name: "Flavor.Drain",
  params: ofInstance,
  result: done,
  patienceMs,
};

/** What gives instances their role. The objects of a plugin are told apart by `Type`. */
export const flavorKind: Kind = {
  interface: { name: "Flavor", current: "0.1.1", implemented: ["0.1.0"], first: ["0.1.0"] },
  names: ({ flavor }) => (flavor === undefined ? undefined : [...objectsByName(flavor, "healthy").keys()]),
  serve: serveFlavor,
};

function serveFlavor(objects: PluginObjects): readonly ServedMethod[] {
  const get = (of: string): FlavorPlugin => getByType(objects.flavor, "healthy", of);
  return [
    serveMethod(validate, async (params) => {
      await get(params.type).validate(params.properties, params.allocation);
      return { type: params.type, ok: true };
    }),
    serveMethod(prepare, async ({ type: of, index: place, ...request }) => ({
      type: of,
      spec: await get(of).prepare({ ...request, index: place ?? index.zero }),
    })),
    serveMethod(healthy, async ({ type: of, properties: given, instance }) => ({
      type: of,
      health: await get(of).healthy(given, instance),
    })),
    serveMethod(drain, async ({ type: of, properties: given, instance }) => {
      await get(of).drain(given, instance);
      return { type: of, ok: true };
    }),
  ];
}

/** Makes a flavor plugin of a connection. `name` is the plugin's full name, such as `vanilla`. */
export function connectFlavor(connection: Caller, name: string): FlavorPlugin {
  const of = parsePluginName(name).type;
  const { call } = connection.on(flavorKind.interface);
  return {
    async validate(given, allocated, options) {
      await call(validate, { type: of, properties: given, allocation: allocated }, options);
    },
    async prepare(request, options) {
      return (await call(prepare, { type: of, ...request }, options)).spec;
    },
    async healthy(given, instance, options) {
      return (await call(healthy, { type: of, properties: given, instance }, options)).health;
    },
    async drain(given, instance, options) {
      await call(drain, { type: of, properties: given, instance }, options);
    },
  };
}
