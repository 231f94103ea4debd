import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answers, OldPeer } from "../test/old-peer.ts";
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

  constructor(answers: Answers, delayMs: number) {
    super(answers);
    this.#delayMs = delayMs;
  }

  override send(body: string): Exchange {
    const exchange = super.send(body);
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
