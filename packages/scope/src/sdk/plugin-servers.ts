import {
  type Listening,
  type ListenOptions,
  listenForHosts,
  type ScopePluginServer,
} from "./listen-for-hosts.ts";

/** The servers of one plugin: those that listen, and those that are about to. */
export class PluginServers {
  readonly #listening: Listening;
  readonly #servers = new Set<ScopePluginServer>();
  readonly #openings = new Set<Promise<unknown>>();
  /** How often they were all closed: whoever was about to listen by then must not. */
  #closings = 0;

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  /** @throws Error if it cannot listen there, or all are closed meanwhile. */
  async listen(options: ListenOptions): Promise<ScopePluginServer> {
    const opening = this.#open(options);
    this.#openings.add(opening);
    try {
      return await opening;
    } finally {
      this.#openings.delete(opening);
    }
  }

  /** Nobody listens any more when it resolves. */
  async close(): Promise<void> {
    this.#closings++;
    // Why one could not listen, its caller is told.
    await Promise.allSettled(this.#openings);
    await Promise.all([...this.#servers].map((server) => server.close()));
  }

  async #open(options: ListenOptions): Promise<ScopePluginServer> {
    const closings = this.#closings;
    const server = await listenForHosts(this.#listening, options);
    this.#servers.add(server);
    void server.closed.then(() => this.#servers.delete(server));
    if (closings === this.#closings) return server;
    await server.close();
    throw new Error(`Cannot listen on "${server.path}": the plugin was closed meanwhile`);
  }
}
