import type { GroupPlugin, MetadataPlugin } from "@infrakit/spi";
import type { GroupDescription, GroupSpec, InstanceDescription } from "@infrakit/spi/data";
import {
  boolean,
  type Codec,
  encodeJson,
  findAtPath,
  keysAtPath,
  list,
  map,
  member,
  nullable,
  object,
  type Path,
  raw,
  RawJson,
  string,
} from "@infrakit/spi/document";
import type { Clock } from "./seams.ts";

/**
 * How old what is told of the instances of a group may be. Whoever walks through the document reads it name by name,
 * and an instance plugin need not be asked for each. InfraKit's own is up to a poll interval old.
 */
const maxAgeMs = 1000;

/** What InfraKit's group plugin tells beside the protocol of groups. */
interface GroupsDocument {
  /** What describes say. `null` where that was not asked for. */
  readonly groups: Readonly<Record<string, Described | null>>;
  /** What was committed, as `Group.InspectGroups` shows it. */
  readonly specs: Readonly<Record<string, GroupSpec>>;
}

type Described = Pick<GroupDescription, "instances" | "converged">;

const instance: Codec<InstanceDescription> = object<InstanceDescription>({
  id: member("ID", string),
  logicalId: member("LogicalID", nullable(string)),
  tags: member("Tags", map(string)),
  properties: member("Properties", raw, { omitZero: true }),
});

const described: Codec<Described> = object<Described>({
  instances: member("Instances", list(instance)),
  converged: member("Converged", boolean),
});

const groupsDocument: Codec<GroupsDocument> = object<GroupsDocument>({
  groups: member("groups", map(nullable(described))),
  specs: member(
    "specs",
    map(object<GroupSpec>({ id: member("ID", string), properties: member("Properties", raw) })),
  ),
});

/**
 * Makes the document by which programs read about groups: `groups/<id>/Instances`, `groups/<id>/Converged`,
 * `specs/<id>/Properties` and all that is below. Instances are asked for when a path leads to them. If that fails, so
 * does the call: what is not known must not look as if there were none.
 */
export function createGroupMetadata(
  group: Pick<GroupPlugin, "inspectGroups" | "describeGroup">,
  clock: Pick<Clock, "now">,
): MetadataPlugin {
  const describe = shareRecent((id) => group.describeGroup(id), clock);

  async function read(path: Path, isDescribed: boolean): Promise<RawJson> {
    const specs = await group.inspectGroups();
    const isWanted = isDescribed && (path[0] ?? "groups") === "groups";
    const groups = specs.map(async ({ id }) => {
      const description = isWanted && (path[1] ?? id) === id ? await describe(id) : null;
      return [id, description] as const;
    });
    const encoded = groupsDocument.encode({
      groups: Object.fromEntries(await Promise.all(groups)),
      specs: Object.fromEntries(specs.map((spec) => [spec.id, spec])),
    });
    return RawJson.fromChecked(encodeJson(encoded));
  }

  return {
    // To list the groups, nothing need be known of their instances.
    keys: async (path) => keysAtPath(await read(path, path.length > 1), path),
    get: async (path) => findAtPath(await read(path, true), path),
  };
}

/** Asks once where several ask at the same time, or one soon after the other. An error is not kept. */
function shareRecent<T>(
  ask: (id: string) => Promise<T>,
  clock: Pick<Clock, "now">,
): (id: string) => Promise<T> {
  const answers = new Map<string, { readonly answer: Promise<T>; endedAt: number | null }>();
  const forgetOld = (): void => {
    for (const [id, { endedAt }] of answers)
      if (endedAt !== null && clock.now() - endedAt >= maxAgeMs) answers.delete(id);
  };
  return (id) => {
    forgetOld();
    const recent = answers.get(id);
    if (recent !== undefined) return recent.answer;
    const asked = { answer: ask(id), endedAt: null as number | null };
    answers.set(id, asked);
    asked.answer.then(
      () => (asked.endedAt = clock.now()),
      () => answers.delete(id),
    );
    return asked.answer;
  };
}
