import type { ManagerPlugin } from "@infrakit/spi";
import type { Spec, SpecObject } from "@infrakit/spi/data";
import { boolean, type Codec, member, nullable, object } from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { getOnly, type PluginObjects, unnamed } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { formatGoUrl, type GoUrl, goUrl, parseGoUrl } from "./go-url.ts";
import type { Kind } from "./kind.ts";
import { specObjects, specs } from "./spec.ts";

type Nothing = Readonly<Record<never, never>>;
const nothing: Codec<Nothing> = object({});

/** Up to v0.5 a manager says no more than whether it leads. */
const since = "0.1.1";

const isLeader: Method<Nothing, { leader: boolean }> = {
  name: "Manager.IsLeader",
  isReadOnly: true,
  params: nothing,
  result: object({ leader: member("Leader", boolean) }),
};

const leaderLocation: Method<Nothing, { location: GoUrl | null }> = {
  name: "Manager.LeaderLocation",
  isReadOnly: true,
  since,
  params: nothing,
  result: object({ location: member<GoUrl | null>("Location", nullable(goUrl)) }),
};

interface Specs {
  readonly specs: readonly Spec[];
}
const listed: Codec<Specs> = object({ specs: member("Specs", specs) });

const managedSpecs: Method<Nothing, Specs> = {
  name: "Manager.Specs",
  isReadOnly: true,
  since,
  params: nothing,
  result: listed,
};

const inspect: Method<Nothing, { objects: readonly SpecObject[] }> = {
  name: "Manager.Inspect",
  isReadOnly: true,
  since,
  params: nothing,
  result: object({ objects: member("Objects", specObjects) }),
};

const enforce: Method<Specs, Nothing> = { name: "Manager.Enforce", since, params: listed, result: nothing };

const terminate: Method<Specs, Nothing> = {
  name: "Manager.Terminate",
  since,
  params: listed,
  result: nothing,
};

/** Who leads, and what was committed. A plugin has one at most: calls name no object. */
export const managerKind: Kind = {
  interface: {
    name: "Stack",
    formerName: "Manager",
    current: since,
    implemented: ["0.1.0"],
    first: [],
  },
  names: ({ manager }) => (manager === undefined ? undefined : [unnamed]),
  serve: serveManager,
};

function serveManager(objects: PluginObjects): readonly ServedMethod[] {
  const get = (): ManagerPlugin => getOnly(objects.manager);
  return [
    serveMethod(isLeader, async () => ({ leader: await get().isLeader() })),
    serveMethod(leaderLocation, async () => {
      const location = await get().leaderLocation();
      return { location: location === null ? null : parseGoUrl(location) };
    }),
    serveMethod(managedSpecs, async () => ({ specs: await get().specs() })),
    serveMethod(inspect, async () => ({ objects: await get().inspect() })),
    serveMethod(enforce, async (params) => {
      await get().enforce(params.specs);
      return {};
    }),
    serveMethod(terminate, async (params) => {
      await get().terminate(params.specs);
      return {};
    }),
  ];
}

/** Makes a manager of a connection. */
export function connectManager(connection: Caller): ManagerPlugin {
  const { call } = connection.on(managerKind.interface);
  return {
    async isLeader(options) {
      return (await call(isLeader, {}, options)).leader;
    },
    async leaderLocation(options) {
      const { location } = await call(leaderLocation, {}, options);
      return location === null ? null : formatGoUrl(location);
    },
    async specs(options) {
      return (await call(managedSpecs, {}, options)).specs;
    },
    async inspect(options) {
      return (await call(inspect, {}, options)).objects;
    },
    async enforce(wanted, options) {
      await call(enforce, { specs: wanted }, options);
    },
    async terminate(wanted, options) {
      await call(terminate, { specs: wanted }, options);
    },
  };
}
