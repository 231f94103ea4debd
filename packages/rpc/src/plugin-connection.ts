import { type CallOptions, LocalError, type LocalErrorCode } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { encodeJson } from "@infrakit/spi/document";
import type { Caller, InterfaceCaller } from "./caller.ts";
import { followEvents } from "./event-stream.ts";
import { parseAnswer } from "./json-rpc-answer.ts";
import { formatRequest } from "./json-rpc-request.ts";
import { eventInterface } from "./kinds/event.ts";
import { compareVersions, type Interface, knownVersions } from "./kinds/kind.ts";
import { limitCall, type LimitedCall } from "./limit-call.ts";
import type { Method } from "./method.ts";
import { agreeOnVersion, askPeer, type Peer } from "./peer.ts";
import { RepeatedAnswer } from "./repeated-answer.ts";
import type { Transport } from "./transport.ts";

/** How a connection behaves. */
export interface ConnectionOptions {
  /**
   * How long a call may take, and each question of a handshake, as in InfraKit's client: what the handshake takes
   * does not count against the call behind it. A drain may take ten minutes at least. Default is
   * `INFRAKIT_CLIENT_TIMEOUT`, or {@link defaultClientTimeoutMs}.
   */
  readonly timeoutMs: number;
  /** How long to wait before a broken stream of events is opened again. Default 1 s. */
  readonly reconnectMs?: number;
}

interface AskedPeer {
  readonly generation: number;
  readonly asked: Promise<Peer>;
  known?: Peer;
  /** What was agreed on, by interface. */
  readonly versions: Map<string, string>;
}

/** What the limits of a call, and its errors, take from its method. */
type CalledMethod = Pick<Method<unknown, unknown>, "name" | "patienceMs" | "isReadOnly">;

/** A client of one plugin. What the plugin said of itself holds until another process may answer in its place. */
export class PluginConnection implements Caller {
  readonly #transport: Transport;
  readonly #options: ConnectionOptions;
  #peer: AskedPeer | undefined;
  #lastId = 0;
  /** What was answered last, by the names of methods whose answers are often repeated. */
  readonly #repeated = new Map<string, RepeatedAnswer<unknown>>();
  readonly #closed = new AbortController();

  constructor(transport: Transport, options: ConnectionOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** Where the plugin is. */
  get address(): string {
    return this.#transport.address;
  }

  on(spoken: Interface): InterfaceCaller {
    return {
      call: (method, params, options) =>
        this.#limit(method, options, async (call) => {
          const peer = this.#knownPeer() ?? (await call.after(this.#askPeer()));
          const version = this.#agree(peer, spoken);
          if (version === spoken.current) return this.#send(method, encodeParams(method, params), call);
          const age = { version, namesObjects: peer.some(({ objects }) => objects !== null) };
          return this.#send(formerMethod(method, version), encodeOlder(method, params, age), call);
        }),
      version: (options) =>
        this.#limit(hello, options, async (call) =>
          this.#agree(this.#knownPeer() ?? (await call.after(this.#askPeer())), spoken),
        ),
    };
  }

  peer(options?: CallOptions): Promise<Peer> {
    return this.#limit(
      hello,
      options,
      async (call) => this.#knownPeer() ?? (await call.after(this.#askPeer())),
    );
  }

  /** What the peer says it hosts, asked anew. */
  interfaces(options?: CallOptions): Promise<Peer> {
    return this.#limit(hello, options, (call) => {
      this.#peer = undefined;
      return call.after(this.#askPeer());
    });
  }

  get mayHaveEvents(): boolean {
    return this.#peer?.known === undefined || publishesEvents(this.#peer.known);
  }

  events(topic: string, { signal }: Required<CallOptions>): AsyncIterable<PluginEvent> {
    return followEvents({
      topic,
      signal: AbortSignal.any([signal, this.#closed.signal]),
      reconnectMs: this.#options.reconnectMs ?? defaultReconnectMs,
      open: async (until) =>
        publishesEvents(await this.peer({ signal: until }))
          ? this.#transport.openEvents(topic, until)
          : undefined,
    });
  }

  /** Gives up all calls that are under way, and ends all subscriptions. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#transport.close();
  }

  #limit<T>(
    method: CalledMethod,
    options: CallOptions = {},
    run: (call: LimitedCall) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = Math.max(this.#options.timeoutMs, method.patienceMs ?? 0);
    const explain = (error: unknown): unknown => this.#inContext(error, method);
    return limitCall({ timeoutMs, signal: options.signal, explain }, run);
  }

  /** Says which call it was; the reason without it is the cause. What the plugin itself said goes through as it is. */
  #inContext(error: unknown, { name, isReadOnly }: CalledMethod): unknown {
    if (!(error instanceof LocalError)) return error;
    // The process that answered before may be gone.
    if (error.code === "connection_lost" || error.code === "plugin_unreachable") this.#peer = undefined;
    const doubt =
      isReadOnly !== true && unanswered.has(error.code) ? "; it may have been done all the same" : "";
    const message = `Cannot call "${name}" at "${this.address}": ${error.message}${doubt}`;
    return new LocalError(error.code, message, { cause: error.cause ?? error });
  }

  /** A peer that lacks the interface is asked again at the next call: it may have learnt it. */
  #agree(peer: Peer, spoken: Interface): string {
    try {
      const agreed = this.#peer?.known === peer ? this.#peer.versions.get(spoken.name) : undefined;
      if (agreed !== undefined) return agreed;
      const version = agreeOnVersion(peer, spoken);
      this.#peer?.versions.set(spoken.name, version);
      return version;
    } catch (error) {
      this.#peer = undefined;
      throw error;
    }
  }

  #knownPeer(): Peer | undefined {
    if (this.#closed.signal.aborted) throw new LocalError("aborted", "the connection is closed");
    return this.#peer?.generation === this.#transport.generation() ? this.#peer.known : undefined;
  }

  /** Callers that come together share the handshake; each of its questions has a deadline of its own. */
  async #askPeer(): Promise<Peer> {
    const generation = this.#transport.generation();
    if (this.#peer?.generation === generation) return this.#peer.asked;
    const { timeoutMs } = this.#options;
    const asked = askPeer((method) => limitCall({ timeoutMs }, (call) => this.#send(method, "{}", call)));
    const peer: AskedPeer = { generation, asked, versions: new Map() };
    this.#peer = peer;
    try {
      peer.known = await asked;
      return peer.known;
    } catch (error) {
      if (this.#peer === peer) this.#peer = undefined;
      throw error;
    }
  }

  async #send<P, R>(method: Method<P, R>, params: string, call: LimitedCall): Promise<R> {
    call.check();
    const repeated = method.isOftenRepeated === true ? this.#repeatedOf(method) : undefined;
    const before = repeated?.before;
    const request = formatRequest(method.name, params, ++this.#lastId);
    const exchange = this.#transport.send(request, before?.bytes);
    call.onGiveUp = (reason) => exchange.abandon(reason);
    const body = await exchange.answer;
    if (repeated === undefined) return parseAnswer(body, method.result);
    const isBegun = before !== undefined && exchange.isAsExpected === true;
    return isBegun ? repeated.readRest(before, body) : repeated.read(body);
  }

  #repeatedOf<P, R>(method: Method<P, R>): RepeatedAnswer<R> {
    const known = this.#repeated.get(method.name) as RepeatedAnswer<R> | undefined;
    const answers = known ?? new RepeatedAnswer(method.result);
    this.#repeated.set(method.name, answers);
    return answers;
  }
}

const defaultReconnectMs = 1000;

/** What questions about the peer itself are called in errors. */
const hello: CalledMethod = { name: "Handshake.Hello", isReadOnly: true };

/** Codes of calls that were made and got no answer. */
const unanswered: ReadonlySet<LocalErrorCode> = new Set(["deadline_exceeded", "connection_lost"]);

function encodeParams<P>(method: Method<P, unknown>, params: P): string {
  return encodeJson(method.params.encode(params));
}

/** The method under the name that a peer of an older version knows it by. */
function formerMethod<P, R>(method: Method<P, R>, version: string): Method<P, R> {
  const { former } = method;
  const isFormer = former !== undefined && compareVersions(version, former.before) < 0;
  return isFormer ? { ...method, name: former.name } : method;
}

/** How old a peer is: up to v0.4 it does not say which objects it hosts. */
interface Age {
  readonly version: string;
  readonly namesObjects: boolean;
}

/** Writes params as a peer of an older version understands them. @throws LocalError `peer_too_old`. */
function encodeOlder<P>(method: Method<P, unknown>, params: P, { version, namesObjects }: Age): string {
  const { since, addedParams = {}, paramsSinceTypes = [] } = method;
  if (since !== undefined && compareVersions(version, since) < 0) {
    const why = `the plugin speaks version ${version} of the interface and the method came with ${since}; upgrade the plugin`;
    throw new LocalError("peer_too_old", why);
  }
  const encoded = method.params.encode(params) as Record<string, unknown>;
  for (const [member, added] of Object.entries(addedParams))
    if (compareVersions(version, added) < 0) delete encoded[member];
  if (!namesObjects) for (const member of paramsSinceTypes) delete encoded[member];
  return encodeJson(encoded);
}

function publishesEvents(peer: Peer): boolean {
  const known = knownVersions(eventInterface);
  return peer.some(({ name, version }) => name === eventInterface.name && known.includes(version));
}
