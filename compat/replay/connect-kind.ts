import {
  connectController,
  connectEvent,
  connectFlavor,
  connectGroup,
  connectInstance,
  connectL4,
  connectManager,
  connectMetadata,
  connectUpdatable,
  type PluginConnection,
  type PluginObjects,
} from "@infrakit/rpc";
import { formatPluginName } from "@infrakit/spi";
import type { RecordedCall } from "./message.ts";
import { getSeam } from "./seams.ts";

/** Any SPI object, as far as a table of calls is concerned. */
type Callable = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

type Connect = (connection: PluginConnection, name: string) => unknown;

const connects: Readonly<Partial<Record<keyof PluginObjects, Connect>>> = {
  controller: connectController,
  event: connectEvent,
  flavor: connectFlavor,
  group: connectGroup,
  instance: connectInstance,
  l4: connectL4,
  manager: connectManager,
  metadata: connectMetadata,
  updatable: connectUpdatable,
};

/** Calls what a recorded client called, through an SPI object that is made of a connection. */
export async function callAsRecorded(
  connection: PluginConnection,
  call: RecordedCall,
  args: readonly unknown[],
): Promise<unknown> {
  const { kind, method } = getSeam(call.called);
  const plugin = connects[kind]?.(connection, nameIn(call)) as Callable | undefined;
  if (plugin === undefined) throw new Error(`Cannot replay "${call.called}": nothing connects to ${kind}`);
  return plugin[method]?.(...args);
}

/** The full name under which the client knew the object. */
function nameIn({ plugin, params }: RecordedCall): string {
  const { Name, Type, Topic } = params.parse() as Readonly<
    Record<"Name" | "Type" | "Topic", string | undefined>
  >;
  // Events say in their topic which object they are of.
  const ofTopic = Topic?.startsWith("streams") === true ? "streams" : "";
  return Name ?? formatPluginName({ lookup: plugin, type: Type ?? ofTopic });
}
