import type { CallOptions } from "./call-options.ts";
import type { L4HealthCheck, L4Route } from "./data/index.ts";

/** A load balancer for connections. Changes are answered in words. */
export interface L4Plugin {
  name(options?: CallOptions): Promise<string>;

  routes(options?: CallOptions): Promise<readonly L4Route[]>;

  publish(route: L4Route, options?: CallOptions): Promise<string>;

  /** Ends the route from a port of the load balancer. @throws with `unknown port <port>` if there is none. */
  unpublish(loadBalancerPort: number, options?: CallOptions): Promise<string>;

  configureHealthCheck(check: L4HealthCheck, options?: CallOptions): Promise<string>;

  /** Lets instances take part, by their ids. */
  registerBackends(ids: readonly string[], options?: CallOptions): Promise<string>;

  deregisterBackends(ids: readonly string[], options?: CallOptions): Promise<string>;

  /** Ids of the instances that take part. */
  backends(options?: CallOptions): Promise<readonly string[]>;
}
