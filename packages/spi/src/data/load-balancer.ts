/** What a load balancer speaks to one of its sides. */
export type L4Protocol = "HTTP" | "HTTPS" | "TCP" | "SSL" | "UDP";

/** How traffic gets from a port of the load balancer to a port of its backends. */
export interface L4Route {
  /** Port of the backends. */
  readonly port: number;
  readonly protocol: L4Protocol;
  readonly loadBalancerPort: number;
  readonly loadBalancerProtocol: L4Protocol;
  /** Id of a certificate; `null` for none. */
  readonly certificate: string | null;
  /** Path that is asked to see whether a backend is well; `null` for none. */
  readonly healthMonitorPath: string | null;
}

/** How a load balancer finds out whether its backends are well. */
export interface L4HealthCheck {
  readonly backendPort: number;
  /** How many good answers in a row make a backend healthy. */
  readonly healthy: number;
  /** How many bad ones make it unhealthy. */
  readonly unhealthy: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}
