import { basename } from "node:path";
import { type PluginEndpoint, scanEmptyListenFiles, scanPlugins } from "@infrakit/discovery/socket";
import { LocalError, messageOf } from "@infrakit/spi";
import { compareBytes } from "@infrakit/spi/document";
import { SocketPlugins } from "./socket-plugins.ts";

/** An object that somebody serves. */
export interface ListedPlugin {
  /** Such as `Instance/0.6.1`. */
  readonly interface: string;
  /** The name by which it is called: `process`, `simulator/disk`. */
  readonly name: string;
  /** The path of its socket, or its URL. */
  readonly listen: string;
}

/** An entry of the plugin directory whose plugin does not say what it is. */
export interface BrokenPlugin {
  readonly name: string;
  readonly listen: string;
  readonly error: string;
  /** Nobody listens there: a plugin that died has left it behind. */
  readonly isDead: boolean;
}

/** Asks all plugins of a directory what they are. One that does not answer delays nobody for long. */
export async function listPlugins(
  directory: string,
): Promise<{ readonly plugins: readonly ListedPlugin[]; readonly broken: readonly BrokenPlugin[] }> {
  const sockets = new SocketPlugins(directory);
  try {
    const endpoints = await scanPlugins(directory);
    const answers = await Promise.all(endpoints.map((endpoint) => ask(sockets, endpoint)));
    return {
      plugins: answers.flatMap((answer) => ("error" in answer ? [] : answer.plugins)),
      broken: [...answers.filter((answer) => "error" in answer), ...(await listUnaddressed(directory))],
    };
  } finally {
    await sockets.close();
  }
}

/** Files that should say where a plugin is, and do not. */
async function listUnaddressed(directory: string): Promise<readonly BrokenPlugin[]> {
  const paths = await scanEmptyListenFiles(directory);
  const error = "the file gives no address; write one into it, such as tcp://127.0.0.1:24864, or remove it";
  return paths.map((listen) => ({ name: basename(listen, ".listen"), listen, error, isDead: true }));
}

/** How long a plugin may take to say what it is. */
const maxGreetingMs = 5000;

const hangs = `it did not answer within ${maxGreetingMs / 1000} s: it hangs or is stopped; start it again`;

async function ask(
  sockets: SocketPlugins,
  endpoint: PluginEndpoint,
): Promise<{ readonly plugins: readonly ListedPlugin[] } | BrokenPlugin> {
  const { name, address: listen } = endpoint;
  const signal = AbortSignal.timeout(maxGreetingMs);
  try {
    const peer = await sockets.connect(endpoint).interfaces({ signal });
    const plugins = peer.flatMap((hosted) =>
      (hosted.objects ?? ["."]).map((object) => ({
        interface: `${hosted.name}/${hosted.version}`,
        name: object === "." ? name : `${name}/${object}`,
        listen,
      })),
    );
    return { plugins: plugins.toSorted(compareListed) };
  } catch (error) {
    const isDead = error instanceof LocalError && error.code === "plugin_unreachable";
    return { name, listen, error: signal.aborted ? hangs : messageOf(error), isDead };
  }
}

/** As Go lists them: by name, the one without a type last, then by interface. */
function compareListed(a: ListedPlugin, b: ListedPlugin): number {
  const typed = Number(b.name.includes("/")) - Number(a.name.includes("/"));
  if (typed !== 0) return typed;
  return compareBytes(a.name, b.name) || compareBytes(a.interface, b.interface);
}
