import type { L4Plugin } from "@infrakit/spi";
import type { L4Route } from "@infrakit/spi/data";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { seeRefused } from "./see-refused.ts";
import { until } from "./until.ts";

/** What is particular to a load balancer. */
export interface L4Inputs {
  /** Two ports of the load balancer that nobody uses; of a port that has a route nothing is tried. */
  readonly ports: readonly [number, number];
  /** Ids of instances that can be registered and are not; without them none are. */
  readonly backends?: readonly string[];
  /** Whether its health check may be changed: what it was before nobody can tell. Default no. */
  readonly healthCheck?: boolean;
}

/** A case of a load balancer. */
export type L4Case = ConformanceCase<L4Plugin, L4Inputs>;

type Run = (plugin: L4Plugin, context: CaseContext<L4Inputs>) => Promise<void>;

function l4Case(severity: Severity, name: string, run: Run): L4Case {
  return { severity, name, run };
}

/** The ports of this run, if nobody uses them: a route that is there already would be lost. */
async function freePorts(plugin: L4Plugin, context: CaseContext<L4Inputs>): Promise<L4Inputs["ports"]> {
  const { ports } = context.inputs;
  const routes = await plugin.routes(context);
  const used = routes.map((route) => route.loadBalancerPort).filter((port) => ports.includes(port));
  return used.length === 0 ? ports : context.skip(`ports ${show(used)} have routes already; give others`);
}

/** Publishes a route until the case ends. */
async function publish(plugin: L4Plugin, context: CaseContext<L4Inputs>, port: number): Promise<L4Route> {
  const route: L4Route = {
    port: 8080,
    protocol: "TCP",
    loadBalancerPort: port,
    loadBalancerProtocol: "TCP",
    certificate: null,
    healthMonitorPath: null,
  };
  context.defer(async (signal) => {
    const isThere = (await plugin.routes({ signal })).some((one) => one.loadBalancerPort === port);
    if (isThere) await plugin.unpublish(port, { signal });
    // The next case must not take what is going for somebody else's.
    if (isThere) await seeUnpublished(plugin, port, signal);
  });
  await plugin.publish(route, context);
  return route;
}

async function seeUnpublished(plugin: L4Plugin, port: number, signal: AbortSignal): Promise<void> {
  await until(
    { signal },
    async () => {
      const ports = (await plugin.routes({ signal })).map((route) => route.loadBalancerPort);
      return ports.includes(port) ? { came: show(ports) } : { is: true };
    },
    { expected: `no route at port ${port}`, because: "it was unpublished" },
  );
}

async function seeRoutes(
  plugin: L4Plugin,
  context: CaseContext<L4Inputs>,
  ports: readonly number[],
): Promise<readonly L4Route[]> {
  return await until(
    context,
    async () => {
      const routes = await plugin.routes(context);
      const ours = routes.filter((route) => context.inputs.ports.includes(route.loadBalancerPort));
      const came = show(ours.map((route) => route.loadBalancerPort).toSorted((a, b) => a - b));
      return came === show(ports) ? { is: ours } : { came };
    },
    {
      expected: `routes at the ports ${show(ports)}`,
      because: "connections go nowhere, or where they should not",
    },
  );
}

async function seeBackends(
  plugin: L4Plugin,
  context: CaseContext<L4Inputs>,
  holds: (ids: readonly string[]) => boolean,
): Promise<void> {
  await until(
    context,
    async () => {
      const ids = await plugin.backends(context);
      return holds(ids) ? { is: true } : { came: show(ids) };
    },
    {
      expected: `the backends that were registered, of ${show(context.inputs.backends)}`,
      because: "traffic goes to machines that are not there, or past those that are",
    },
  );
}

/** What holds for every load balancer. */
export const l4Cases: readonly L4Case[] = [
  l4Case("must", "it has a name", async (plugin, context) => {
    const name = await plugin.name(context);
    demand(name !== "", { expected: "a name", came: show(name), because: "people tell them apart by it" });
  }),

  l4Case("must", "a route that is published is listed as it was given", async (plugin, context) => {
    const [port] = await freePorts(plugin, context);
    const route = await publish(plugin, context, port);
    const [came] = await seeRoutes(plugin, context, [port]);
    const members = Object.keys(route) as (keyof L4Route)[];
    demand(came !== undefined && members.every((member) => came[member] === route[member]), {
      expected: show(route),
      came: show(came),
      because: "a controller that sees another route publishes its own again and again",
    });
  }),

  l4Case("must", "a route that is unpublished is gone, and no other", async (plugin, context) => {
    const [first, second] = await freePorts(plugin, context);
    await publish(plugin, context, first);
    await publish(plugin, context, second);
    await seeRoutes(
      plugin,
      context,
      [first, second].toSorted((a, b) => a - b),
    );
    await plugin.unpublish(first, context);
    await seeRoutes(plugin, context, [second]);
  }),

  l4Case("must", "an unknown port is refused", async (plugin, context) => {
    const [port] = await freePorts(plugin, context);
    await seeRefused(plugin.unpublish(port, context), {
      what: `unpublish of port ${port}, which no route has,`,
      because: "whoever mistypes a port believes that it is closed",
    });
  }),

  l4Case("must", "backends can be registered and deregistered", async (plugin, context) => {
    const { backends = [] } = context.inputs;
    if (backends.length === 0) context.skip("no backends were given");
    const registered = (await plugin.backends(context)).filter((id) => backends.includes(id));
    if (registered.length > 0) context.skip(`${show(registered)} are registered already; give others`);
    context.defer(async (signal) => {
      const left = (await plugin.backends({ signal })).filter((id) => backends.includes(id));
      if (left.length > 0) await plugin.deregisterBackends(left, { signal });
    });
    await plugin.registerBackends(backends, context);
    await seeBackends(plugin, context, (ids) => backends.every((id) => ids.includes(id)));
    await plugin.deregisterBackends(backends, context);
    await seeBackends(plugin, context, (ids) => !backends.some((id) => ids.includes(id)));
  }),

  l4Case("should", "a health check can be configured", async (plugin, context) => {
    if (context.inputs.healthCheck !== true) context.skip("nobody said that its health check may be changed");
    const [port] = await freePorts(plugin, context);
    await publish(plugin, context, port);
    const check = { backendPort: 8080, healthy: 2, unhealthy: 3, intervalMs: 10_000, timeoutMs: 5000 };
    await plugin.configureHealthCheck(check, context);
  }),
];
