import { listPlugins, pluginDirectory } from "@infrakit/infrakit/operator";
import { answer, type Context, note } from "../context.ts";
import { plainText } from "../table.ts";

/** Options of `infrakit plugin ls`. */
export interface ListOptions {
  readonly quiet?: true;
}

/** Lists who serves what, in the columns of InfraKit's command, and on stderr who does not answer. */
export async function list(context: Context, { quiet }: ListOptions): Promise<void> {
  const { plugins, broken } = await listPlugins(pluginDirectory(context.env));
  const header = quiet === true ? [] : [formatRow("INTERFACE", "NAME", "LISTEN")];
  const rows = plugins.map((plugin) => formatRow(plugin.interface, plugin.name, plugin.listen));
  const document = {
    Plugins: plugins.map((plugin) => ({
      Interface: plugin.interface,
      Name: plugin.name,
      Listen: plugin.listen,
    })),
    Broken: broken.map(({ name, listen, error }) => ({ Name: name, Listen: listen, Error: error })),
  };
  answer(context, document, [...header, ...rows]);
  for (const { name, listen, error } of broken)
    note(context, plainText(`broken: ${name} at ${listen}: ${error}`));
}

function formatRow(hosted: string, name: string, listen: string): string {
  return `${plainText(hosted).padEnd(20)}${plainText(name).padEnd(30)}${plainText(listen)}`;
}
