import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { PollingHost } from "../../packages/scope/src/host/polling-host.ts";
import type { ControlAnswer } from "../../packages/scope/src/host/scope-host.ts";
import type { ActiveControl } from "../../packages/scope/src/report/index.ts";
import { findPlugin, temporaryDirectory, until } from "../../packages/scope/test/live-host.ts";
import { goodReport, httpAnswer, type Script } from "../../packages/scope/test/scripted-plugin.ts";
import { readRecorded } from "./recorded-case.ts";

/** What was seen when a real probe was put through each scenario, in lines for people. */
const recorded = readRecorded("special-scenarios.json") as Readonly<Record<string, readonly string[]>>;

/** Whether the record of a scenario says something, word by word. */
export function expectRecorded(scenario: string, words: string): void {
  expect(recorded[scenario]?.join("\n")).toContain(words);
}

export const node = "n;<container>";
const on = { timestamp: "2026-01-01T00:00:00Z", value: { dead: false } };

/** A report with a node of containers that has these controls. */
export function withControls(id: string, controls: readonly string[], more: object = {}): string {
  const described = controls.map((name) => [name, { id: name, human: name, icon: "fa", rank: 1 }]);
  const latestControls = Object.fromEntries(controls.map((name) => [name, on]));
  const nodes = { [node]: { latestControls, ...more } };
  return goodReport(id, { Container: { nodes, controls: Object.fromEntries(described) } });
}

/** Reports, and answers every control with `answer` of its name. */
export function controlled(report: string, answer: (control: string) => string): Script {
  return ({ method, body }, connection) => {
    if (method === "GET") return void connection.write(httpAnswer(report));
    connection.write(httpAnswer(answer((JSON.parse(body) as { Control: string }).Control)));
  };
}

export const echo = (control: string): string => JSON.stringify({ value: control });

export function call(host: PollingHost, control: string): Promise<ControlAnswer> {
  return host.control({ appId: "", nodeId: node, control });
}

/** Waits until a plugin has a status. */
export function statusOf(host: PollingHost, id: string, status: string): Promise<void> {
  return until(() => expect(findPlugin(host, id)?.spec.status).toBe(status));
}

/** The names of the controls that can be used on the node. */
export function activeControls(host: PollingHost): readonly string[] {
  const controls =
    host.report().topologies.get("Container")?.nodes.get(node)?.activeControls ??
    new Map<string, ActiveControl>();
  return [...controls].filter(([, { isDead }]) => !isDead).map(([name]) => name);
}

export function pluginRoot(): string {
  const root = join(temporaryDirectory(), "plugins");
  mkdirSync(root);
  return root;
}
