import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createIowait, vm } from "../../test/sdk-iowait.ts";
import { parseReport } from "../report/index.ts";
import { createScopePlugin, hostNodeId, type ScopePlugin } from "./index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function press(
  plugin: ScopePlugin,
  control: string,
  nodeId = vm,
): Promise<Readonly<Record<string, unknown>>> {
  const body = JSON.stringify({ AppID: "app", Control: control, ControlArgs: { n: "1" }, NodeID: nodeId });
  const answer = plugin.handle({ method: "POST", url: "/control?api_version=1&probe_id=1a2b", body });
  await vi.advanceTimersByTimeAsync(400);
  const { status, body: text } = await answer;
  expect(status).toBe(200);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

test("handle() answers a press with the nodes that have changed when the control says so", async () => {
  const plugin = createIowait();
  const answer = await press(plugin, "switchToIdle");
  expect(Object.keys(answer)).toEqual(["shortcutReport"]);
  const shortcut = parseReport(JSON.stringify(answer["shortcutReport"]));
  expect(shortcut.isShortcut).toBe(true);
  expect([...shortcut.plugins.keys()]).toEqual(["iowait"]);
  const [host, container] = [shortcut.topologies.get("Host"), shortcut.topologies.get("Container")];
  expect([...(host?.nodes.keys() ?? [])]).toEqual([vm]);
  expect(container?.nodes.size).toBe(0);
  for (const topology of [host, container])
    expect([...(topology?.controls.keys() ?? [])]).toEqual(["switchToIdle", "switchToIOWait"]);
  const node = host?.nodes.get(vm);
  expect([...(node?.metrics.keys() ?? [])]).toEqual(["idle"]);
  expect(node?.latest.get("control_probe_id")?.value).toBe("1a2b");
  expect(node?.activeControls.get("switchToIdle")?.isDead).toBe(true);
});

test.for([
  {
    name: "the node is unknown",
    control: "switchToIdle",
    nodeId: hostNodeId("other"),
    says: 'Cannot press "switchToIdle" of "other;<host>": the last report has no such node',
  },
  {
    name: "the node does not offer it",
    control: "switchToIOWait",
    nodeId: vm,
    says: 'Cannot press "switchToIOWait" of "vm;<host>": the node does not offer it now',
  },
  {
    name: "there is no such control",
    control: "toString",
    nodeId: vm,
    says: 'Cannot press "toString" of "vm;<host>": this plugin has no such control; it has switchToIdle, switchToIOWait',
  },
])("handle() answers a press with an error when $name", async ({ control, nodeId, says }) => {
  expect(await press(createIowait(), control, nodeId)).toEqual({ error: says });
});

/** A plugin with one control. */
function createPressed(
  run: (press: {
    readonly nodeId: string;
    readonly args: ReadonlyMap<string, string>;
  }) => Promise<object | void>,
  warnings: string[] = [],
): ScopePlugin {
  return createScopePlugin({
    id: "pressed",
    label: "Pressed",
    topologies: { Host: {} },
    controls: { go: { human: "Go", icon: "fa-play", run } },
    report: ({ Host }) => void Host.node(vm).controls("go"),
    onWarning: ({ message }) => void warnings.push(message),
  });
}

test.for([
  { name: "it says nothing", run: async () => undefined, answer: {} },
  {
    name: "it gives a value and what is gone",
    run: async () => ({ value: [1], removedNode: vm }),
    answer: { value: [1], removedNode: vm },
  },
  { name: "it throws", run: () => Promise.reject(new Error("busy")), answer: { error: "busy" } },
  { name: "it throws no error", run: () => Promise.reject("no"), answer: { error: "no" } },
  {
    name: "it throws an error without words",
    run: () => Promise.reject(new Error("")),
    answer: { error: "the control failed without a reason" },
  },
  {
    name: "it does not end",
    run: () => new Promise<void>(() => undefined),
    answer: { error: 'Cannot tell what became of "go": it goes on after 400 ms' },
  },
])("handle() answers a press of a control with status 200 when $name", async ({ run, answer }) => {
  expect(await press(createPressed(run), "go")).toEqual(answer);
});

test("handle() hands a control its node and arguments when it is pressed", async () => {
  const plugin = createPressed(async ({ nodeId, args }) => ({ value: [nodeId, ...args] }));
  expect(await press(plugin, "go")).toEqual({ value: [vm, ["n", "1"]] });
});

test("handle() warns when a control fails after its caller was told that it goes on", async () => {
  const warnings: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const plugin = createPressed(() => new Promise((_, reject) => (fail = reject)), warnings);
  await press(plugin, "go");
  fail(new Error("disk full"));
  await vi.advanceTimersByTimeAsync(0);
  expect(warnings).toEqual(["disk full"]);
});

test("handle() answers a press without a report when making that takes too long", async () => {
  let isSlow = false;
  const plugin = createScopePlugin({
    id: "slow",
    label: "Slow",
    topologies: { Host: {} },
    controls: {
      go: {
        human: "Go",
        icon: "fa-play",
        run: () => {
          isSlow = true;
          return { value: "done", changed: [vm] };
        },
      },
    },
    async report({ Host }) {
      Host.node(vm).controls("go");
      if (isSlow) await new Promise(() => undefined);
    },
  });
  expect(await press(plugin, "go")).toEqual({ value: "done" });
});

test.for([
  { name: "it is no JSON", body: "nope", says: /^Cannot read the request for a control: Unexpected token/ },
  { name: "it is a list", body: "[]", says: /it is no JSON object$/ },
  { name: "it names no control", body: '{"NodeID":"a"}', says: /"Control" is no text$/ },
  { name: "it names no node", body: '{"Control":"go"}', says: /"NodeID" is no text$/ },
  {
    name: "an argument is a list",
    body: '{"Control":"go","NodeID":"a","ControlArgs":{"n":[]}}',
    says: /"ControlArgs" has a "n" that is no text$/,
  },
])("handle() answers the body of a press with an error when $name", async ({ body, says }) => {
  const plugin = createPressed(async () => undefined);
  const answer = await plugin.handle({ method: "POST", url: "/control", body });
  const { error } = JSON.parse(answer.body) as { readonly error: string };
  expect([answer.status, error]).toEqual([200, expect.stringMatching(says)]);
});
