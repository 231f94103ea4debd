import { findPlugin, type PluginEndpoint, scanPlugins } from "@infrakit/discovery/socket";
import {
  clientTimeoutMs,
  connectFlavor,
  connectInstance,
  connectPlugin,
  type PluginConnection,
} from "@infrakit/rpc";
import { type FlavorPlugin, type InstancePlugin, LocalError, parsePluginName } from "@infrakit/spi";
import type { PluginSource } from "./compose.ts";
import { withHintsOfMoves } from "./hints-of-moves.ts";
import { MadeByName } from "./made-by-name.ts";
import { type MoveListener, PluginMoves } from "./plugin-moves.ts";

/**
 * How long a plugin that was found is taken to be there without another look. A call looks for its socket anyway; one
 * whose socket has gone meanwhile fails with `plugin_unreachable`.
 */
const foundHoldsMs = 100;

/**
 * The plugins that are served in a plugin directory. The directory is asked at every look-up, but not again for what
 * it has just held, so a plugin that went away is not found, and one that came is. A connection belongs to a path and
 * talks to whoever serves it: when the socket there is replaced, it goes on with the new one, so connections are kept
 * by path until the end.
 */
export class SocketPlugins implements PluginSource {
  readonly #directory: string;
  readonly #timeoutMs: number;
  readonly #connections = new Map<string, PluginConnection>();
  readonly #moves: PluginMoves;
  readonly #instances = new MadeByName<PluginConnection, InstancePlugin>((connection, name) =>
    withHintsOfMoves(connectInstance(connection, name), (listener) =>
      this.#listen(parsePluginName(name).lookup, listener),
    ),
  );
  readonly #flavors = new MadeByName<PluginConnection, FlavorPlugin>(connectFlavor);
  /** Look-ups that are under way, or have just found something, by lookup name. */
  readonly #lookups = new Map<string, LookUp>();

  /**
   * @param graceMs how much longer a call may take than the environment says
   * @throws DecodeError if `INFRAKIT_CLIENT_TIMEOUT` is no duration.
   */
  constructor(directory: string, env: NodeJS.ProcessEnv = process.env, graceMs: number = 0) {
    this.#directory = directory;
    this.#moves = new PluginMoves(directory);
    this.#timeoutMs = clientTimeoutMs(env) + graceMs;
  }

  async instance(name: string): Promise<InstancePlugin | undefined> {
    const connection = await this.find(name);
    return connection && this.#instances.get(name, connection);
  }

  async flavor(name: string): Promise<FlavorPlugin | undefined> {
    const connection = await this.find(name);
    return connection && this.#flavors.get(name, connection);
  }

  /** A connection to the plugin of that name; `undefined` if there is no socket. Nothing is sent. */
  async find(name: string): Promise<PluginConnection | undefined> {
    const { lookup } = parsePluginName(name);
    const endpoint = await this.#lookUp(lookup);
    return endpoint && this.connect(endpoint);
  }

  /** The connection to whoever serves at an endpoint. */
  connect({ path }: PluginEndpoint): PluginConnection {
    const known = this.#connections.get(path);
    if (known !== undefined) return known;
    const connection = connectPlugin(path, { timeoutMs: this.#timeoutMs });
    this.#connections.set(path, connection);
    return connection;
  }

  /** Gives up all calls that are under way. */
  async close(): Promise<void> {
    const connections = [...this.#connections.values()];
    await Promise.all([this.#moves.close(), ...connections.map((connection) => connection.close())]);
    this.#connections.clear();
  }

  /** Whoever is told of a move looks at once: what was found before the move is not what it shall find. */
  #listen(lookup: string, listener: MoveListener): () => void {
    return this.#moves.listen(lookup, () => {
      this.#lookups.delete(lookup);
      listener();
    });
  }

  #lookUp(lookup: string): Promise<PluginEndpoint | undefined> {
    const known = this.#lookups.get(lookup);
    if (known !== undefined && performance.now() < known.holdsUntil) return known.endpoint;
    const asked: LookUp = { endpoint: this.#ask(lookup), holdsUntil: Infinity };
    this.#lookups.set(lookup, asked);
    const forget = (): void => void this.#lookups.delete(lookup);
    asked.endpoint.then((found) => {
      if (found === undefined) forget();
      else asked.holdsUntil = performance.now() + foundHoldsMs;
    }, forget);
    return asked.endpoint;
  }

  async #ask(lookup: string): Promise<PluginEndpoint | undefined> {
    return (await findPlugin(this.#directory, lookup)) ?? (await this.#scanFor(lookup));
  }

  /** Finds also what {@link findPlugin} cannot: a listen file such as `name.at.host.listen`. */
  async #scanFor(lookup: string): Promise<PluginEndpoint | undefined> {
    return (await scanPlugins(this.#directory)).find(({ name }) => name === lookup);
  }
}

/** One question to the directory. */
interface LookUp {
  readonly endpoint: Promise<PluginEndpoint | undefined>;
  holdsUntil: number;
}

/** Tells whether somebody serves a plugin of that name. One that does not answer is there all the same. */
export async function isServed(sockets: SocketPlugins, name: string): Promise<boolean> {
  const connection = await sockets.find(name);
  if (connection === undefined) return false;
  try {
    await connection.interfaces({ signal: AbortSignal.timeout(maxGreetingMs) });
    return true;
  } catch (error) {
    // A socket on which nobody listens is what a dead plugin left behind.
    return !(error instanceof LocalError && error.code === "plugin_unreachable");
  }
}

/** How long a plugin may take to say what it is before it is taken to be busy. */
const maxGreetingMs = 2000;
