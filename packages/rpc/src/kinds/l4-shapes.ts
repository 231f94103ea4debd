import type { L4HealthCheck, L4Protocol, L4Route } from "@infrakit/spi/data";
import {
  type Codec,
  DecodeError,
  integer,
  list,
  mapped,
  type Member,
  member,
  nullable,
  object,
  string,
} from "@infrakit/spi/document";

/**
 * What load balancers are told and say: Go's `loadbalancer.Route` and `loadbalancer.HealthCheck`.
 *
 * @module
 */

const protocols: readonly L4Protocol[] = ["HTTP", "HTTPS", "TCP", "SSL", "UDP"];

/** @throws Error with Go's sentence. */
function parseProtocol(text: string): L4Protocol {
  const upper = text.toUpperCase();
  const known = protocols.find((protocol) => protocol === upper);
  if (known === undefined) throw new Error(`not valid protocol "${text}"`);
  return known;
}

/** Go checks a protocol that is there, in any case, and takes an absent one for the empty one. */
const protocol: Codec<string> = {
  ...string,
  decode(parent, key, source) {
    const text = string.decode(parent, key, source);
    if (!protocols.some((each) => each === text.toUpperCase()))
      throw new DecodeError(`not valid protocol "${text}"`);
    return text;
  },
  schema: () => ({ type: "string", pattern: `^(?:${protocols.map(inAnyCase).join("|")})$` }),
};

/** JSON Schema has expressions without flags only. */
function inAnyCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);
}

/** A route whose protocols are written as whoever sent it wrote them. */
export interface WireRoute extends Omit<L4Route, "protocol" | "loadBalancerProtocol"> {
  readonly protocol: string;
  readonly loadBalancerProtocol: string;
}

export const wireRoute: Codec<WireRoute> = object({
  port: member("Port", integer),
  protocol: member("Protocol", protocol),
  loadBalancerPort: member("LoadBalancerPort", integer),
  loadBalancerProtocol: member("LoadBalancerProtocol", protocol),
  certificate: member("Certificate", nullable(string)),
  healthMonitorPath: member("HealthMonitorPath", nullable(string)),
});

export const wireRoutes: Codec<readonly WireRoute[]> = list(wireRoute);

/** A route as plugins know it. @throws Error if it lacks a protocol. */
export function parseRoute(route: WireRoute): L4Route {
  return {
    ...route,
    protocol: parseProtocol(route.protocol),
    loadBalancerProtocol: parseProtocol(route.loadBalancerProtocol),
  };
}

/** Go's `time.Duration` where nothing makes it a text: an integer of nanoseconds. */
const nanosecondsPerMs = 1e6;
const nanoseconds: Codec<number> = mapped(integer, {
  decode: (count) => count / nanosecondsPerMs,
  encode: (ms) => Math.round(ms * nanosecondsPerMs),
});

/** Stands in the params of a request beside which load balancer is meant. */
export const healthCheckMembers: { readonly [K in keyof L4HealthCheck]: Member<number> } = {
  backendPort: member("BackendPort", integer),
  healthy: member("Healthy", integer),
  unhealthy: member("Unhealthy", integer),
  intervalMs: member("Interval", nanoseconds),
  timeoutMs: member("Timeout", nanoseconds),
};
