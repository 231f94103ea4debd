import { encodeJson } from "@infrakit/infrakit/operator";
import { answer, type Context, note } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../failure.ts";
import { specDocument } from "./document.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/**
 * Prints specs as they can be committed again: one, or the list of all. Both forms of output are JSON. People are told of
 * groups that are missing in the list because their records are damaged.
 */
export async function inspect(
  context: Context,
  id: string | undefined,
  options: GroupOptions,
): Promise<void> {
  await withGroup(context, id === undefined ? options : { ...options, id }, async (group, plugin) => {
    const specs = await group.inspectGroups();
    if (id === undefined) {
      print(context, specs.map(specDocument));
      for (const { message } of await plugin.damagedGroups()) note(context, message);
      return;
    }
    const spec = specs.find((each) => each.id === id);
    if (spec !== undefined) return print(context, specDocument(spec));
    // It knows why a group is not there that was kept before.
    await group.describeGroup(id);
    const hint = "infrakit group ls lists the groups that are watched";
    const failure = { code: "group_not_found", exitCode: exitCode.notFound, hint };
    throw new CommandError(`Group '${id}' is not being watched`, failure);
  });
}

function print(context: Context, document: unknown): void {
  answer(context, document, [encodeJson(document)]);
}
