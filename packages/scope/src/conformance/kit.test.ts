import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPluginSpec, parseReport } from "../report/index.ts";
import {
  containerNodeId,
  createScopePlugin,
  hostNodeId,
  processNodeId,
  type ScopePlugin,
} from "../sdk/index.ts";
import { runCases, scopeCases } from "./index.ts";
import type { ScopePeer } from "./scope-peer.ts";

/** A plugin that is made with the kit, as its host sees it. */
function peerOf(plugin: ScopePlugin): ScopePeer {
  return {
    socketPath: "/run/kit/kit.sock",
    modes: async () => ({ socket: 0o600, directory: 0o700 }),
    hangUp: async () => undefined,
    async ask({ method = "GET", path, body: sent }) {
      const asked = { method, url: path, ...(sent !== undefined && { body: sent }) };
      const { status, body } = await plugin.handle(asked);
      return { status, statusText: String(status), body, ms: 1, isReused: true };
    },
  };
}

/** What may be said of a thing. */
interface Said {
  readonly name: string;
  readonly text: string;
  readonly count: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly cell: string;
  readonly values: readonly string[];
  readonly isOffered: boolean;
}

const text = fc.string({ unit: "binary", maxLength: 20 });
const things: fc.Arbitrary<readonly Said[]> = fc.array(
  fc.record({
    name: text,
    text,
    count: fc.double({ noNaN: true, noDefaultInfinity: true }),
    properties: fc.dictionary(fc.oneof(text, fc.constant("__proto__"), fc.constant("toString")), text),
    cell: text,
    values: fc.array(text, { maxLength: 4 }),
    isOffered: fc.boolean(),
  }),
  { maxLength: 5 },
);

function createKit(said: readonly Said[]): ScopePlugin {
  return createScopePlugin({
    id: "kit",
    label: "Kit",
    topologies: {
      Host: { facts: { text: { label: "Text" } }, metrics: { count: { label: "Count" } } },
      Container: {
        tables: { list: { label: "List" }, grid: { label: "Grid", columns: { cell: { label: "Cell" } } } },
      },
      Process: {},
    },
    controls: {
      go: { human: "Go", icon: "fa-play", run: ({ nodeId }) => ({ changed: [nodeId] }) },
      stop: { human: "Stop", icon: "fa-stop", confirmation: "Stop it?", run: () => undefined },
    },
    report({ Host, Container, Process }) {
      for (const { name, count, properties, cell, values, isOffered, text: fact } of said) {
        const host = Host.node(hostNodeId(name)).fact("text", fact).metric("count", count);
        if (isOffered) host.controls("go");
        Container.node(containerNodeId(name))
          .properties("list", properties)
          .rows("grid", { "row 1": { cell } })
          .set("values", values)
          .parent("Host", hostNodeId(name));
        Process.node(processNodeId(name, 1)).controls(...(isOffered ? (["stop"] as const) : []));
      }
    },
  });
}

test("createScopePlugin() makes a report that hosts read as it was meant, whatever is said in it", async () => {
  await fc.assert(
    fc.asyncProperty(things, async (said) => {
      const { body } = await createKit(said).handle({ method: "GET", url: "/report?probe_id=1a2b" });
      const report = parseReport(body);
      expect(checkPluginSpec(report, { id: "kit", apiVersion: "1" }).error).toBeUndefined();
      // Of things with one name the last word counts, but for their properties, which are added up.
      for (const [name, last] of new Map(said.map((one) => [one.name, one]))) {
        const host = report.topologies.get("Host")?.nodes.get(hostNodeId(name));
        expect(host?.latest.get("text")?.value).toBe(last.text);
        expect(host?.metrics.get("count")?.samples.at(-1)?.value).toBe(last.count + 0);
        const container = report.topologies.get("Container")?.nodes.get(containerNodeId(name));
        for (const [key, value] of Object.entries(last.properties))
          expect(container?.latest.get(`kit.list.${key}`)?.value).toBe(value);
        expect(container?.latest.get("kit.grid.row 1___cell")?.value).toBe(last.cell);
      }
    }),
  );
});

test("createScopePlugin() makes a plugin of which all cases hold, whatever is said in its reports", async () => {
  await fc.assert(
    fc.asyncProperty(things, async (said) => {
      const offered = said.find(({ isOffered }) => isOffered);
      const last = said.findLast(({ name }) => name === offered?.name);
      const presses = last?.isOffered === true ? [{ control: "go", nodeId: hostNodeId(last.name) }] : [];
      const failed: unknown[] = [];
      for await (const result of runCases(scopeCases, peerOf(createKit(said)), { presses }))
        if (result.outcome === "fails") failed.push(result);
      expect(failed).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
