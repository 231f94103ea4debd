import type { ControlDeclaration, ControlPress, ControlResult } from "@infrakit/scope/sdk";
import type { GroupPlugin, RolloutPlugin } from "@infrakit/spi";
import type { AllowedControls, BridgeControl } from "./allowed-controls.ts";

/** What a node in Scope stands for: a group, or one of its instances. */
export interface BridgedNode {
  readonly group: string;
  readonly instance: string | null;
}

/** What controls act on, and which of them may. */
export interface ControlTarget {
  readonly group: Pick<GroupPlugin, "size" | "setSize" | "destroyInstances">;
  readonly rollout: Pick<RolloutPlugin, "pause" | "resume" | "rollback" | "replace">;
  readonly allowed: AllowedControls;
  /** Finds what a node of the last report stands for. */
  readonly find: (nodeId: string) => BridgedNode | undefined;
}

/** Controls of groups; the others are those of instances. */
const groupControlIds: readonly BridgeControl[] = ["scale-up", "scale-down", "pause", "resume", "rollback"];

/** The allowed controls of a group, or of its instances. */
export function controlsOf(
  allowed: AllowedControls,
  { group, instance }: BridgedNode,
): readonly BridgeControl[] {
  const isOfGroup = instance === null;
  return [...(allowed.get(group) ?? [])].filter((id) => groupControlIds.includes(id) === isOfGroup);
}

/** All controls. One that is not allowed on a node refuses there, whoever asks and however. */
export function createGroupControls(
  target: ControlTarget,
): Readonly<Record<BridgeControl, ControlDeclaration>> {
  const { group, rollout } = target;
  let resized: Promise<void> = Promise.resolve();
  // One after the other: two that read the same size would count as one.
  const resize = (id: string, by: number): Promise<void> => {
    const add = async (): Promise<void> => await group.setSize(id, Math.max(0, (await group.size(id)) + by));
    // Whoever pressed before was told what went wrong.
    resized = resized.then(add, add);
    return resized;
  };
  return {
    "scale-up": onGroup(target, "scale-up", {
      human: "One instance more",
      icon: "fa-plus",
      act: (id) => resize(id, 1),
    }),
    "scale-down": onGroup(target, "scale-down", {
      human: "One instance less",
      icon: "fa-minus",
      confirmation: "End one instance of this group?",
      act: (id) => resize(id, -1),
    }),
    pause: onGroup(target, "pause", {
      human: "Pause the update",
      icon: "fa-pause",
      act: (id) => rollout.pause(id),
    }),
    resume: onGroup(target, "resume", {
      human: "Go on with the update",
      icon: "fa-play",
      act: (id) => rollout.resume(id),
    }),
    rollback: onGroup(target, "rollback", {
      human: "Roll back",
      icon: "fa-undo",
      confirmation: "Go back to what this group last converged to?",
      act: (id) => rollout.rollback(id),
    }),
    drain: onInstance(target, "drain", {
      human: "Drain and end",
      icon: "fa-sign-out",
      confirmation: "Drain and end this instance, and make its group smaller by one?",
      act: (id, instance) => group.destroyInstances(id, [instance]),
    }),
    replace: onInstance(target, "replace", {
      human: "Replace",
      icon: "fa-refresh",
      confirmation: "Replace this instance by a new one?",
      act: (id, instance) => rollout.replace(id, [instance]),
    }),
  };
}

/** How a control looks, and what it does. */
interface Look {
  readonly human: string;
  readonly icon: string;
  readonly confirmation?: string;
}

type GroupAct = (group: string) => Promise<void>;
type InstanceAct = (group: string, instance: string) => Promise<void>;

function onGroup(
  target: ControlTarget,
  id: BridgeControl,
  { act, ...look }: Look & { readonly act: GroupAct },
): ControlDeclaration {
  return { ...look, run: (press) => run(target, { id, press }, ({ group }) => act(group)) };
}

function onInstance(
  target: ControlTarget,
  id: BridgeControl,
  { act, ...look }: Look & { readonly act: InstanceAct },
): ControlDeclaration {
  return {
    ...look,
    run: (press) => run(target, { id, press }, ({ group, instance }) => act(group, instance ?? "")),
  };
}

async function run(
  { find, allowed }: ControlTarget,
  { id, press }: { readonly id: BridgeControl; readonly press: ControlPress },
  act: (node: BridgedNode) => Promise<void>,
): Promise<ControlResult> {
  const { nodeId } = press;
  const node = find(nodeId);
  if (node === undefined) throw new Error(`Cannot ${id} "${nodeId}": no group has it any more`);
  if (!controlsOf(allowed, node).includes(id))
    throw new Error(`Cannot ${id} "${nodeId}": it is not allowed; allow it with ${node.group}:${id}`);
  await act(node);
  return { changed: [nodeId] };
}
