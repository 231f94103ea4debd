import { messageOf, type GroupPlugin, type PluginLookup } from "@infrakit/spi";
import { type GroupSpec, type GroupStatus, groupTag, type InstanceDescription } from "@infrakit/spi/data";
import { member, object, string } from "@infrakit/spi/document";

/** What there is to see of a group now. */
export interface GroupView {
  readonly id: string;
  /** How many instances it should have. */
  readonly size: number;
  /** With their properties, so that it can be seen what they are. */
  readonly instances: readonly InstanceDescription[];
  /** `null` where the group plugin does not say, as InfraKit's own. */
  readonly status: GroupStatus | null;
  /** Why less is known than there is. */
  readonly problem?: string;
}

/** Where groups are seen: the plugin that keeps them, and those that make their instances. */
export interface GroupSource {
  readonly group: Pick<GroupPlugin, "inspectGroups" | "describeGroup" | "size">;
  readonly plugins: Pick<PluginLookup, "instance">;
}

/** The part of a group's properties that says who makes its instances. */
const instancePart = object<{ readonly instance: { readonly plugin: string } }>({
  instance: member("Instance", object<{ readonly plugin: string }>({ plugin: member("Plugin", string) })),
});

/** Looks at all groups. One that cannot be seen is there with its problem. @throws if there is no list of them. */
export async function viewGroups(source: GroupSource, signal: AbortSignal): Promise<readonly GroupView[]> {
  const specs = await source.group.inspectGroups({ signal });
  return await Promise.all(specs.map((spec) => viewGroup(source, spec, signal)));
}

async function viewGroup(source: GroupSource, spec: GroupSpec, signal: AbortSignal): Promise<GroupView> {
  const { id } = spec;
  const seen: { size: number; instances: readonly InstanceDescription[]; status: GroupStatus | null } = {
    size: 0,
    instances: [],
    status: null,
  };
  try {
    seen.size = await source.group.size(id, { signal });
    seen.status = (await source.group.describeGroup(id, { signal })).status;
    seen.instances = await instancesOf(source, spec, signal);
    return { id, ...seen };
  } catch (error) {
    signal.throwIfAborted();
    return { id, ...seen, problem: messageOf(error) };
  }
}

/** A group plugin describes instances without their properties: whoever makes them is asked for those. */
async function instancesOf(
  { plugins }: GroupSource,
  { id, properties }: GroupSpec,
  signal: AbortSignal,
): Promise<readonly InstanceDescription[]> {
  const { instance } = properties?.decode(instancePart) ?? instancePart.zero;
  const maker = await plugins.instance(instance.plugin);
  return await maker.describeInstances({ tags: { [groupTag]: id }, properties: true }, { signal });
}
