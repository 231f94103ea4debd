import { hostNodeId, swarmServiceNodeId } from "@infrakit/scope/report";
import { createScopePlugin, type ReportBuilder, type ScopePlugin } from "@infrakit/scope/sdk";
import type { SlotStatus } from "@infrakit/spi/data";
import type { AllowedControls, BridgeControl } from "./allowed-controls.ts";
import { type BridgedNode, type ControlTarget, controlsOf, createGroupControls } from "./group-controls.ts";
import { placeInstance } from "./place-instance.ts";
import { type ChangeRates, RecentChanges } from "./recent-changes.ts";
import { type GroupSource, type GroupView, viewGroups } from "./view-groups.ts";

/** What groups are shown with. */
export interface GroupsPluginOptions extends GroupSource, Pick<ControlTarget, "group" | "rollout"> {
  readonly group: GroupSource["group"] & ControlTarget["group"];
  /** Which controls may be used on which groups. Default: none. */
  readonly allowed?: AllowedControls;
  /** Name of this machine, as Scope's probe knows it. */
  readonly hostname: string;
  /** Default `infrakit`. */
  readonly id?: string;
  readonly onWarning?: (error: Error) => void;
}

/** An instance, whatever it is. */
const instanceFacts = {
  facts: {
    infrakit_group: { label: "Group", priority: 1 },
    infrakit_slot: { label: "Slot", priority: 2 },
    infrakit_state: { label: "State in its group", priority: 3 },
    infrakit_instance: { label: "Instance", priority: 4 },
  },
} as const;

/** Groups are Scope's services: what its own pages draw above the things that they consist of. */
const topologies = {
  SwarmService: {
    facts: {
      infrakit_phase: { label: "Phase", priority: 1 },
      infrakit_reason: { label: "Because", priority: 2 },
      infrakit_ready: { label: "Ready", priority: 3 },
      infrakit_updated: { label: "Updated", priority: 4 },
      infrakit_commit: { label: "Commit", priority: 5 },
      infrakit_created: { label: "Created per minute", dataType: "number", priority: 6 },
      infrakit_ended: { label: "Ended per minute", dataType: "number", priority: 7 },
    },
    metrics: {
      infrakit_size: { label: "Size", format: "integer", group: "infrakit", priority: 1 },
      infrakit_healthy: { label: "Healthy", format: "integer", group: "infrakit", priority: 2 },
      infrakit_updated_percent: { label: "Updated", format: "percent", priority: 3 },
    },
    tables: {
      slots: {
        label: "Slots",
        columns: { slot: { label: "Slot" }, instance: { label: "Instance" }, state: { label: "State" } },
      },
    },
  },
  Process: instanceFacts,
  Container: instanceFacts,
  Host: instanceFacts,
} as const;

type Builder = ReportBuilder<typeof topologies, BridgeControl>;

/**
 * A plugin of Scope that shows groups: each as a service with its size, health, update and rates, and its facts on the
 * nodes that Scope itself has for the instances. What an operator has allowed can be done there too.
 */
export function createGroupsPlugin(options: GroupsPluginOptions): ScopePlugin {
  const { allowed = new Map(), id = "infrakit", onWarning } = options;
  const nodes = new Map<string, BridgedNode>();
  const changes = new Map<string, RecentChanges>();
  return createScopePlugin({
    id,
    label: "InfraKit groups",
    description: "Groups that are kept alive, and their instances",
    topologies,
    controls: createGroupControls({ ...options, allowed, find: (nodeId) => nodes.get(nodeId) }),
    ...(onWarning && { onWarning }),
    async report(builder, signal) {
      const views = await viewGroups(options, signal);
      nodes.clear();
      forget(changes, views);
      const shown = { builder, allowed, nodes, hostname: options.hostname };
      for (const view of views) {
        const seen = view.problem === undefined ? view.instances.map(idOf) : null;
        const rates = changesOf(changes, view.id).look(seen, Date.now());
        showGroup(shown, view, rates);
        for (const slot of slotsOf(view)) showInstance(shown, view, slot);
      }
    },
  });
}

/** Where views are drawn. */
interface Shown {
  readonly builder: Builder;
  readonly allowed: AllowedControls;
  /** Filled in: what each node stands for. */
  readonly nodes: Map<string, BridgedNode>;
  readonly hostname: string;
}

function showGroup(shown: Shown, view: GroupView, { createdPerMinute, endedPerMinute }: ChangeRates): void {
  const { id, size, status, problem } = view;
  const nodeId = swarmServiceNodeId(id);
  const bridged = { group: id, instance: null };
  shown.nodes.set(nodeId, bridged);
  const node = shown.builder.SwarmService.node(nodeId)
    .fact("infrakit_phase", problem === undefined ? (status?.phase ?? "unknown") : "not seen")
    .fact("infrakit_reason", problem ?? status?.reason ?? "")
    .fact("infrakit_created", createdPerMinute)
    .fact("infrakit_ended", endedPerMinute)
    .metric("infrakit_size", size)
    .controls(...controlsOf(shown.allowed, bridged));
  if (status === null) return;
  const updated = status.slots.filter(isUpdated).length;
  node
    .fact("infrakit_ready", `${status.ready} of ${status.desired}`)
    .fact("infrakit_updated", `${updated} of ${status.desired}`)
    .fact("infrakit_commit", status.commit)
    .metric("infrakit_healthy", status.ready)
    .metric("infrakit_updated_percent", status.desired === 0 ? 100 : (100 * updated) / status.desired)
    .rows("slots", Object.fromEntries(status.slots.map((slot, index) => [rowId(index), rowOf(slot)])));
}

/** Rows are shown in the order of their ids. */
function rowId(index: number): string {
  return String(index).padStart(6, "0");
}

function rowOf({ slot, instance, state }: SlotStatus): Record<"slot" | "instance" | "state", string> {
  return { slot, instance: instance ?? "", state };
}

/** States of those that have not the properties of the commit, or are not counted. */
const notUpdated: ReadonlySet<SlotStatus["state"]> = new Set([
  "outdated",
  "terminating",
  "creating",
  "failed",
]);

/** Whether what stands in a slot has the properties of the commit. */
function isUpdated({ instance, state }: SlotStatus): boolean {
  return instance !== null && !notUpdated.has(state);
}

/** An instance that is listed, with what the group says of it. */
interface SeenInstance {
  readonly instance: GroupView["instances"][number];
  readonly slot: string;
  readonly state: string;
}

function slotsOf({ instances, status }: GroupView): readonly SeenInstance[] {
  const byInstance = new Map(status?.slots.map((slot) => [slot.instance, slot]));
  return instances.map((instance) => {
    const { slot = "", state = "unknown" } = byInstance.get(instance.id) ?? {};
    return { instance, slot, state };
  });
}

function showInstance(shown: Shown, { id: group }: GroupView, { instance, slot, state }: SeenInstance): void {
  const { topology, nodeId } = placeInstance(instance, shown.hostname);
  const bridged = { group, instance: instance.id };
  shown.nodes.set(nodeId, bridged);
  const node = shown.builder[topology]
    .node(nodeId)
    .fact("infrakit_group", group)
    .fact("infrakit_slot", slot)
    .fact("infrakit_state", state)
    .fact("infrakit_instance", instance.id)
    .parent("SwarmService", swarmServiceNodeId(group))
    .controls(...controlsOf(shown.allowed, bridged));
  if (topology !== "Host") node.parent("Host", hostNodeId(shown.hostname));
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

function changesOf(changes: Map<string, RecentChanges>, group: string): RecentChanges {
  const known = changes.get(group) ?? new RecentChanges();
  changes.set(group, known);
  return known;
}

function forget(changes: Map<string, RecentChanges>, views: readonly GroupView[]): void {
  const ids = new Set(views.map(idOf));
  for (const id of changes.keys()) if (!ids.has(id)) changes.delete(id);
}
