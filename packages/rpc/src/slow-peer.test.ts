import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answers, OldPeer } from "../test/old-peer.ts";
import { connectFlavor } from "./kinds/flavor.ts";
import { connectInstance } from "./kinds/instance.ts";
import { PluginConnection } from "./plugin-connection.ts";
import type { Exchange } from "./transport.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A peer that takes its time for every answer. */
class SlowPeer extends OldPeer {
  readonly #delayMs: number;
  readonly #method: string;

  /** @param method which alone takes that long; all do without it */
  constructor(answers: Answers, delayMs: number, method = "") {
    super(answers);
    this.#delayMs = delayMs;
    this.#method = method;
  }

  override send(body: string): Exchange {
    const exchange = super.send(body);
    if (!body.includes(this.#method)) return exchange;
    const late = (text: string): Promise<string> =>
      new Promise((resolve) => setTimeout(() => resolve(text), this.#delayMs));
    return { ...exchange, answer: exchange.answer.then(late) };
  }
}

const validate = { "Instance.Validate": { Type: "", OK: true } };
const head: Answers = { "Handshake.Hello": { Objects: { "Instance/0.6.1": [] } }, ...validate };
const v05: Answers = {
  "Handshake.Implements": { APIs: [{ Name: "Instance", Version: "0.5.0" }] },
  "Handshake.Types": { Types: {} },
  ...validate,
};

test.for<readonly [name: string, answers: Answers, totalMs: number]>([
  ["the last commit", head, 4000],
  ["v0.5", v05, 8000],
])("validate() waits its time for each answer when a slow plugin is of %s", async ([, answers, totalMs]) => {
  const connection = new PluginConnection(new SlowPeer(answers, 2000), { timeoutMs: 3000 });
  const call = connectInstance(connection, "slow").validate(null);
  await Promise.all([vi.advanceTimersByTimeAsync(totalMs), call]);
  expect(vi.getTimerCount()).toBe(0);
});

test("validate() gives up when the first question of the handshake is not answered in time", async () => {
  const connection = new PluginConnection(new SlowPeer(head, 4000), { timeoutMs: 3000 });
  const call = connectInstance(connection, "slow").validate(null);
  const caught = expect(call).rejects.toThrow(expect.objectContaining({ code: "deadline_exceeded" }));
  await vi.advanceTimersByTimeAsync(3000);
  await caught;
});

const drained: Answers = {
  "Handshake.Hello": { Objects: { "Flavor/0.1.0": [] } },
  "Flavor.Drain": { Type: "", OK: true },
};
const instance = { id: "i-1", logicalId: null, tags: {}, properties: null };

test("drain() waits for ten minutes though other calls have less time [differs.drain-patience]", async () => {
  const peer = new SlowPeer(drained, 599_000, "Flavor.Drain");
  const flavor = connectFlavor(new PluginConnection(peer, { timeoutMs: 3000 }), "slow");
  await Promise.all([vi.advanceTimersByTimeAsync(599_000), flavor.drain(null, instance)]);
  expect(vi.getTimerCount()).toBe(0);
});

test("drain() gives up after ten minutes", async () => {
  const peer = new SlowPeer(drained, 601_000, "Flavor.Drain");
  const flavor = connectFlavor(new PluginConnection(peer, { timeoutMs: 3000 }), "slow");
  const call = flavor.drain(null, instance).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await call).toMatchObject({ code: "deadline_exceeded" });
});
