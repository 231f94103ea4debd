import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openScopeHost } from "@infrakit/scope/host";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "./live-host.ts";
import { createIowait } from "./sdk-iowait.ts";

/** Longer than the test: what is seen was seen by a hint. */
const neverMs = 600_000;

const starts = 50;

test("openScopeHost() shows a plugin of the SDK at its path only, without a warning, when it starts and ends again and again [differs.scope.private]", async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, "other"));
  const warnings: string[] = [];
  const logger = { info() {}, warn: (_: unknown, message: string) => void warnings.push(message) };
  const host = await openScopeHost({ root, scanMs: neverMs, logger });
  onTestFinished(() => host.close());
  const listed = new Set<string>();
  const watching = (async () => {
    for await (const { kind } of host.changes(new AbortController().signal)) {
      if (kind === "plugins") for (const { path } of host.plugins()) listed.add(path);
    }
  })();
  for (let start = 0; start < starts; start++) {
    const server = await createIowait().listen({ directory: root });
    await vi.waitFor(() => expect(host.plugins()[0]?.spec.status).toBe("ok"), {
      timeout: 30_000,
      interval: 5,
    });
    await server.close();
    await vi.waitFor(() => expect(host.plugins()).toEqual([]), { timeout: 30_000, interval: 5 });
  }
  await host.close();
  await watching;
  expect([...listed]).toEqual([join(root, "iowait", "iowait.sock")]);
  expect(warnings).toEqual([]);
});
