import type { DirectoryHints, HintListener, HintWatch } from "@infrakit/discovery/watch";
import { onTestFinished } from "vitest";
import { silentLogger } from "../src/host/logger.ts";
import { type HostSettings, type HostWorld, PollingHost } from "../src/host/polling-host.ts";
import type { PluginConnection } from "../src/host/poll-plugin.ts";
import type { FileStatus, FileSystem } from "../src/host/scan.ts";
import { ExchangeError } from "../src/http/http-exchange.ts";
import type { HttpAnswer } from "../src/http/http-answer.ts";
import type { PluginRequest } from "../src/http/redirect.ts";
import { ManualClock } from "./manual-clock.ts";

/** What a plugin in memory does with a request. Undefined never answers. */
export type FakePlugin = (
  request: PluginRequest,
) => string | HttpAnswer | Error | Promise<string> | undefined;

/** The directory of the plugins. */
export const fakeRoot = "/p";

/** A host's world in memory: one directory of plugins, whose clock stands still. */
export class FakeWorld implements HostWorld, FileSystem, DirectoryHints {
  readonly clock: ManualClock = new ManualClock();
  readonly files: FileSystem = this;
  readonly hints: DirectoryHints = this;
  /** Every request, with the name of the plugin's file: `a.sock GET /report`. */
  readonly log: string[] = [];
  scans = 0;
  losesHints = false;
  /** What is given up when the system is asked for the directory. */
  fault: Error | undefined;
  /** Whether the directory gives no answer. */
  hangs = false;
  /** Connections that were given up, or left, by the path of the plugin. */
  readonly renewed: string[] = [];
  readonly #plugins = new Map<string, FakePlugin>();
  readonly #identities = new Map<string, number>();
  #listener: HintListener | undefined;
  #made = 0;

  random = (): number => 0;

  /** Makes a socket, or another one at the place of the first. */
  put(name: string, plugin: FakePlugin): void {
    this.#plugins.set(name, plugin);
    this.#identities.set(name, ++this.#made);
    this.hint();
  }

  /** Has the plugin answer otherwise, behind the same socket. */
  change(name: string, plugin: FakePlugin): void {
    this.#plugins.set(name, plugin);
  }

  remove(name: string): void {
    this.#plugins.delete(name);
    this.hint();
  }

  hint(): void {
    if (!this.losesHints) this.#listener?.onHint();
  }

  failHints(error: Error): void {
    this.#listener?.onError(error);
  }

  watch(_: string, listener: HintListener): HintWatch {
    this.#listener = listener;
    return { close: async () => void (this.#listener = undefined) };
  }

  async status(path: string): Promise<FileStatus> {
    if (this.hangs) return new Promise(() => {});
    if (this.fault !== undefined) throw this.fault;
    if (path === fakeRoot) return { kind: "directory", identity: "root" };
    const name = path.slice(fakeRoot.length + 1);
    return { kind: "socket", identity: `${this.#identities.get(name)}` };
  }

  async list(): Promise<readonly string[]> {
    this.scans++;
    return [...this.#plugins.keys()];
  }

  readonly connect = (path: string): PluginConnection => {
    const name = path.slice(fakeRoot.length + 1);
    return {
      ask: (request, { signal }) => {
        this.log.push(`${name} ${request.method} ${request.url.pathname}`);
        const plugin = this.#plugins.get(name);
        if (plugin === undefined) return Promise.reject(missing());
        const reply = plugin(request);
        if (reply instanceof Error) return Promise.reject(reply);
        if (reply instanceof Promise) return reply.then(ok);
        if (reply !== undefined) return Promise.resolve(typeof reply === "string" ? ok(reply) : reply);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      },
      renew: () => void this.renewed.push(name),
      close() {},
    };
  };

  /** Opens a host here. It is closed when the test is over. */
  async open(settings: Partial<HostSettings> = {}): Promise<PollingHost> {
    const limits = { pollMs: 1000, timeoutMs: 500, maxBytes: 1000, maxDepth: 512 };
    const who = { root: fakeRoot, probeId: "36c8d4da204f588d", hostname: "vm", logger: silentLogger };
    const host = new PollingHost(this, { ...who, scanMs: 5000, maxConcurrent: 256, limits, ...settings });
    await host.start();
    onTestFinished(() => host.close());
    await this.clock.advance(0);
    return host;
  }
}

/** What a connection to no socket fails with. */
export function missing(): Error {
  const cause = Object.assign(new Error("connect ENOENT"), { code: "ENOENT" });
  return new Error("no such file or directory", { cause: new ExchangeError(cause, false) });
}

/** A good answer. */
export function ok(body: string): HttpAnswer {
  return { status: 200, statusText: "200 OK", location: undefined, body: Buffer.from(body), isCut: false };
}
