import { expect, test } from "vitest";
import { type Api, ApiError, type ListenHandlers } from "./api.ts";
import { followHost, type HostNews } from "./follow-host.ts";

/** A host in memory: the test opens and ends its streams. */
class FakeApi implements Api {
  readonly asked: string[] = [];
  readonly streams: { handlers: ListenHandlers; end: (error?: Error) => void }[] = [];
  reportError: Error | undefined;

  async host(): Promise<{ hostname: string; id: string }> {
    return { hostname: "vm", id: "7" };
  }

  async plugins(): Promise<readonly { id: string }[]> {
    this.asked.push("plugins");
    return [{ id: "a" }];
  }

  async report(): Promise<Readonly<Record<string, unknown>>> {
    this.asked.push("report");
    if (this.reportError !== undefined) throw this.reportError;
    return { Host: { nodes: { vm: {} } } };
  }

  async control(): Promise<Record<string, never>> {
    return {};
  }

  listen(handlers: ListenHandlers, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
      this.streams.push({ handlers, end: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  }
}

interface Following {
  readonly api: FakeApi;
  readonly news: HostNews[];
  /** Waits that are under way, longest ones are watchdogs. */
  readonly waits: { readonly ms: number; readonly end: () => void }[];
  readonly stop: () => Promise<void>;
}

function follow(): Following {
  const api = new FakeApi();
  const news: HostNews[] = [];
  const waits: { ms: number; end: () => void }[] = [];
  const life = new AbortController();
  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve());
      waits.push({ ms, end: resolve });
    });
  const done = followHost({ api, onNews: (item) => news.push(item), sleep, random: () => 1 }, life.signal);
  const stop = (): Promise<void> => {
    life.abort();
    return done;
  };
  return { api, news, waits, stop };
}

/** Lets everything that is settled go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function statesOf(news: readonly HostNews[]): readonly string[] {
  return news.flatMap(({ connection }) => connection?.state ?? []);
}

test("followHost() fetches everything when the stream opens, and the report when an event comes", async () => {
  const { api, news, waits, stop } = follow();
  api.streams[0]?.handlers.onOpen();
  await settle();
  expect(api.asked.toSorted()).toEqual(["plugins", "report"]);
  expect(statesOf(news)).toEqual(["live"]);
  for (const wait of waits) if (wait.ms < 1000) wait.end();
  await settle();
  api.streams[0]?.handlers.onEvent("report");
  await settle();
  expect(api.asked.filter((name) => name === "report")).toHaveLength(2);
  expect(api.asked.filter((name) => name === "plugins")).toHaveLength(1);
  await stop();
});

test("followHost() tries again, each time later, when the host ends the stream", async () => {
  const { api, news, waits, stop } = follow();
  for (const [index, ms] of [500, 1000, 2000].entries()) {
    api.streams[index]?.end();
    await settle();
    expect(waits.at(-1)?.ms).toBe(ms);
    waits.at(-1)?.end();
    await settle();
  }
  expect(statesOf(news)).toEqual(["reconnecting", "reconnecting", "reconnecting"]);
  expect(api.streams).toHaveLength(4);
  await stop();
});

test("followHost() begins anew with short waits when it was live in between", async () => {
  const { api, waits, stop } = follow();
  api.streams[0]?.end();
  await settle();
  waits.at(-1)?.end();
  await settle();
  api.streams[1]?.handlers.onOpen();
  await settle();
  api.streams[1]?.end();
  await settle();
  expect(waits.at(-1)?.ms).toBe(500);
  await stop();
});

test("followHost() leaves a stream that is silent when no heartbeat comes", async () => {
  const { api, news, waits, stop } = follow();
  api.streams[0]?.handlers.onOpen();
  await settle();
  const watchdog = waits.find(({ ms }) => ms > 15_000);
  api.streams[0]?.handlers.onAlive();
  watchdog?.end();
  await settle();
  expect(statesOf(news)).toEqual(["live"]);
  waits.findLast(({ ms }) => ms > 15_000)?.end();
  await settle();
  expect(news.at(-1)?.connection).toEqual({ state: "reconnecting", trouble: "the host is silent" });
  await stop();
});

test("followHost() says why when a report cannot be fetched", async () => {
  const { api, news, stop } = follow();
  api.reportError = new ApiError(500, "out of memory");
  api.streams[0]?.handlers.onOpen();
  await settle();
  expect(news.at(-1)?.connection).toEqual({ state: "reconnecting", trouble: "out of memory" });
  await stop();
});

test("followHost() ends and asks for a token when the host refuses the one it has", async () => {
  const { api, news, stop } = follow();
  api.streams[0]?.end(new ApiError(401, "no token"));
  await settle();
  expect(statesOf(news)).toEqual(["denied"]);
  expect(api.streams).toHaveLength(1);
  await stop();
});
