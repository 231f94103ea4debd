import type { ServedPlugin } from "@infrakit/infrakit/scope";
import { answer, type Context } from "../context.ts";
import { formatTable, plainText } from "../table.ts";
import { type SocketOptions, withHost } from "./host-socket.ts";

/** Lists the plugins of a host: who they are, how they do, and where they listen. */
export async function listScopePlugins(context: Context, options: SocketOptions): Promise<void> {
  const plugins = await withHost(context, options, (host) => host.plugins());
  const rows = plugins.map((plugin) =>
    [plugin.id, plugin.label, statusOf(plugin), plugin.path].map(plainText),
  );
  answer(context, { Plugins: plugins.map(pluginDocument) }, formatTable([header, ...rows]));
}

const header = ["ID", "LABEL", "STATUS", "SOCKET"];

/** A plugin whose file has no name for a plugin is never asked. */
function statusOf({ status = "not asked yet", refusal }: ServedPlugin): string {
  return refusal === undefined ? status : `refused: ${refusal}`;
}

function pluginDocument(plugin: ServedPlugin): unknown {
  const { id, label, description = "", interfaces, status = "", path, refusal } = plugin;
  return {
    ID: id,
    Label: label,
    Description: description,
    Interfaces: interfaces ?? [],
    Status: status,
    Refusal: refusal ?? null,
    Socket: path,
  };
}
