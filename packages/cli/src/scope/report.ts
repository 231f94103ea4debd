import type { Report } from "@infrakit/infrakit/scope";
import { parseReport } from "@infrakit/infrakit/scope";
import type { Context } from "../context.ts";
import { formatTable, plainText } from "../table.ts";
import { type SocketOptions, withHost } from "./host-socket.ts";

/** Prints what the plugins of a host say together: for people a line a node, for programs Scope's own JSON. */
export async function showReport(context: Context, options: SocketOptions): Promise<void> {
  const text = await withHost(context, options, (host) => host.report());
  const lines = context.isJson ? [text] : formatTable([header, ...rowsOf(parseReport(text))]);
  for (const line of lines) context.stdout.write(`${line}\n`);
}

const header = ["TOPOLOGY", "NODE", "CONTROLS"];

function rowsOf({ topologies }: Report): readonly (readonly string[])[] {
  return [...topologies].flatMap(([name, { nodes }]) =>
    Array.from(nodes.values(), ({ id, activeControls }) => {
      const live = [...activeControls].filter(([, { isDead }]) => !isDead).map(([control]) => control);
      return [name, plainText(id), live.length === 0 ? "-" : plainText(live.toSorted().join(" "))];
    }),
  );
}
