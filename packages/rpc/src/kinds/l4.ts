import { type L4Plugin, parsePluginName } from "@infrakit/spi";
import type { L4HealthCheck } from "@infrakit/spi/data";
import { type Codec, integer, list, member, object, requiredMember, string } from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { keyedBy } from "./keyed.ts";
import type { Kind } from "./kind.ts";
import { healthCheckMembers, parseRoute, type WireRoute, wireRoute, wireRoutes } from "./l4-shapes.ts";

const type = member("Type", string);

/** Which load balancer is meant. Answers have the member too, but InfraKit never fills it in. */
interface Typed {
  readonly type: string;
}
const typed: Codec<Typed> = object({ type });
const noType = "";

/** Changes are answered in words. */
interface Result extends Typed {
  readonly result: string;
}
const result: Codec<Result> = object({ type, result: member("Result", string) });

const name: Method<Typed, Typed & { name: string }> = {
  name: "L4.Name",
  isReadOnly: true,
  params: typed,
  result: object({ type, name: member("Name", string) }),
};

const routes: Method<Typed, Typed & { routes: readonly WireRoute[] }> = {
  name: "L4.Routes",
  isReadOnly: true,
  params: typed,
  result: object({ type, routes: requiredMember("Routes", wireRoutes) }),
};

const publish: Method<Typed & { route: WireRoute }, Result> = {
  name: "L4.Publish",
  params: object({ type, route: member("Route", wireRoute) }),
  result,
};

const unpublish: Method<Typed & { extPort: number }, Result> = {
  name: "L4.Unpublish",
  params: object({ type, extPort: member("ExtPort", integer) }),
  result,
};

const configureHealthCheck: Method<Typed & L4HealthCheck, Result> = {
  name: "L4.ConfigureHealthCheck",
  params: object({ type, ...healthCheckMembers }),
  result,
};

interface Backends extends Typed {
  readonly ids: readonly string[];
}
const backendsShape: Codec<Backends> = object({ type, ids: member("IDs", list(string)) });

const registerBackends: Method<Backends, Result> = {
  name: "L4.RegisterBackends",
  params: backendsShape,
  result,
};

const deregisterBackends: Method<Backends, Result> = { ...registerBackends, name: "L4.DeregisterBackends" };

const backends: Method<Typed, Backends> = {
  name: "L4.Backends",
  isReadOnly: true,
  params: typed,
  result: object({ type, ids: requiredMember("IDs", list(string)) }),
};

/** Load balancers. The objects of a plugin are told apart by `Type`, which is looked up as the name `./<Type>`. */
export const l4Kind: Kind = {
  interface: { name: "L4", current: "0.6.1", implemented: [], first: [] },
  names: ({ l4 }) => namesOf(l4, "routes"),
  serve: serveL4,
};

function serveL4(objects: PluginObjects): readonly ServedMethod[] {
  const getByName = keyedBy<L4Plugin>(() => objects.l4, "routes");
  const get = (of: string): L4Plugin => getByName(`./${of}`);
  const serveChange = <P extends Typed>(
    method: Method<P, Result>,
    run: (plugin: L4Plugin, params: P) => Promise<string>,
  ): ServedMethod =>
    serveMethod(method, async (params) => ({ type: noType, result: await run(get(params.type), params) }));
  return [
    serveMethod(name, async (params) => ({ type: noType, name: await get(params.type).name() })),
    serveMethod(routes, async (params) => ({ type: noType, routes: await get(params.type).routes() })),
    serveChange(publish, (plugin, { route }) => plugin.publish(parseRoute(route))),
    serveChange(unpublish, (plugin, { extPort }) => plugin.unpublish(extPort)),
    serveChange(configureHealthCheck, (plugin, check) => {
      const { backendPort, healthy, unhealthy, intervalMs, timeoutMs } = check;
      return plugin.configureHealthCheck({ backendPort, healthy, unhealthy, intervalMs, timeoutMs });
    }),
    serveChange(registerBackends, (plugin, { ids }) => plugin.registerBackends(ids)),
    serveChange(deregisterBackends, (plugin, { ids }) => plugin.deregisterBackends(ids)),
    serveMethod(backends, async (params) => ({ type: noType, ids: await get(params.type).backends() })),
  ];
}

/** Makes a load balancer of a connection. `of` is the plugin's full name, such as `simulator/lb1`. */
export function connectL4(connection: Caller, of: string): L4Plugin {
  const wanted = { type: parsePluginName(of).type };
  const { call } = connection.on(l4Kind.interface);
  return {
    async name(options) {
      return (await call(name, wanted, options)).name;
    },
    async routes(options) {
      return (await call(routes, wanted, options)).routes.map(parseRoute);
    },
    async publish(route, options) {
      return (await call(publish, { ...wanted, route }, options)).result;
    },
    async unpublish(extPort, options) {
      return (await call(unpublish, { ...wanted, extPort }, options)).result;
    },
    async configureHealthCheck(check, options) {
      return (await call(configureHealthCheck, { ...wanted, ...check }, options)).result;
    },
    async registerBackends(ids, options) {
      return (await call(registerBackends, { ...wanted, ids }, options)).result;
    },
    async deregisterBackends(ids, options) {
      return (await call(deregisterBackends, { ...wanted, ids }, options)).result;
    },
    async backends(options) {
      return (await call(backends, wanted, options)).ids;
    },
  };
}
