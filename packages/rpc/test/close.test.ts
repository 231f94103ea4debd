import { rename } from "node:fs/promises";
import { connectInstance, connectPlugin } from "@infrakit/rpc";
import type { InstancePlugin } from "@infrakit/spi";
import type { InstanceSpec } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { fakeInstance } from "./fakes.ts";
import { serveForTest, socketPlace } from "./place.ts";

const spec: InstanceSpec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };

/** A plugin that answers to provision when the test says so, and how many it was asked for. */
interface HangingInstance {
  readonly plugin: InstancePlugin;
  readonly asked: () => number;
  readonly answer: () => void;
}

function hangingInstance(): HangingInstance {
  const waiting: (() => void)[] = [];
  const provision = (): Promise<string> =>
    new Promise((resolve) => {
      waiting.push(() => resolve("late"));
    });
  const answer = (): void => waiting.forEach((resolve) => resolve());
  return { plugin: { ...fakeInstance(), provision }, asked: () => waiting.length, answer };
}

/** More than a client has connections. */
const calls = 70;

test("close() gives up calls to a plugin that was replaced, those under way and those that wait", async () => {
  const path = await socketPlace();
  const [first, second] = [hangingInstance(), hangingInstance()];
  await serveForTest({ instance: first.plugin }, path);
  const connection = connectPlugin(path, { timeoutMs: Infinity });
  const plugin = connectInstance(connection, "fake");
  const outcomes = [plugin.provision(spec)];
  await expect.poll(first.asked).toBe(1);
  await rename(await serveForTest({ instance: second.plugin }, `${path}2`), path);
  outcomes.push(...Array.from({ length: calls }, () => plugin.provision(spec)));
  await expect.poll(second.asked).toBe(64);
  const settled = Promise.allSettled(outcomes);
  await connection.close();
  const aborted = { status: "rejected", reason: expect.objectContaining({ code: "aborted" }) as unknown };
  expect(await settled).toEqual(outcomes.map(() => aborted));
  // Servers wait for what they were asked.
  for (const { answer } of [first, second]) answer();
});
