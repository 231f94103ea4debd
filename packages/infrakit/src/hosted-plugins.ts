import { type FlavorPlugin, type InstancePlugin, parsePluginName } from "@infrakit/spi";
import type { OwnPlugins } from "./compose.ts";
import { type HostedObjects, type Kind, type OpenKind, unnamed } from "./kinds/kind.ts";

/** Opens what is hosted under a name, and serves it if it shall be served. */
export type Opener = () => Promise<OpenKind>;

/**
 * The plugins of this process, by the first part of their names. One is opened when it is first asked for:
 * what nobody uses takes no lock and no socket. One that cannot be opened is tried again by the next who asks.
 */
export class HostedPlugins implements OwnPlugins {
  readonly #openers = new Map<string, Opener>();
  readonly #prompt = new Set<string>();
  readonly #open = new Map<string, Promise<OpenKind>>();
  #isClosed = false;

  /** Hosts something under a name from now on. */
  add(name: string, open: Opener, { listsAtOnce = false }: Pick<Kind, "listsAtOnce"> = {}): void {
    this.#openers.set(name, open);
    if (listsAtOnce) this.#prompt.add(name);
  }

  has(name: string): boolean {
    return this.#openers.has(parsePluginName(name).lookup);
  }

  listsAtOnce(name: string): boolean {
    return this.#prompt.has(parsePluginName(name).lookup);
  }

  /** Opens what is hosted under a name, if it is not open yet; `undefined` if nothing is. */
  async open(name: string): Promise<HostedObjects | undefined> {
    const open = this.#openers.get(name);
    if (open === undefined) return undefined;
    if (this.#isClosed) throw new Error(`Cannot use plugin "${name}": everything was closed`);
    const opening = this.#open.get(name) ?? this.#begin(name, open);
    return (await opening).objects;
  }

  async instance(name: string): Promise<InstancePlugin | undefined> {
    const { lookup, type } = parsePluginName(name);
    return objectOf((await this.open(lookup))?.instance, type);
  }

  async flavor(name: string): Promise<FlavorPlugin | undefined> {
    const { lookup, type } = parsePluginName(name);
    return objectOf((await this.open(lookup))?.flavor, type);
  }

  /** Closes what is open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#open.values()].map(closeWhenOpen));
  }

  #begin(name: string, open: Opener): Promise<OpenKind> {
    const opening = open();
    this.#open.set(name, opening);
    // Whoever asked gets the error; here it only makes room for the next attempt.
    opening.catch(() => this.#open.delete(name));
    return opening;
  }
}

/** One that could not be opened has nothing to close; whoever asked for it was told. */
async function closeWhenOpen(opening: Promise<OpenKind>): Promise<void> {
  const open = await opening.catch(() => undefined);
  await open?.close();
}

function objectOf<T>(objects: Readonly<Record<string, T>> | undefined, type: string): T | undefined {
  const key = type === "" ? unnamed : type;
  return objects !== undefined && Object.hasOwn(objects, key) ? objects[key] : undefined;
}
