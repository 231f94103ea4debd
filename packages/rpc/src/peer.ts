import { LocalError } from "@infrakit/spi";
import { handshakeImplements, handshakeTypes, hello, pluginImplements } from "./kinds/handshake.ts";
import { compareVersions, type Interface, knownVersions } from "./kinds/kind.ts";
import type { Method } from "./method.ts";
import { isMethodUnknown } from "./wire-error.ts";

/** An interface that a peer says it implements. */
export interface HostedInterface {
  /** Such as `Instance`. */
  readonly name: string;
  readonly version: string;
  /** Names of the hosted objects, `.` for the one without a name; `null` if the peer is too old to say. */
  readonly objects: readonly string[] | null;
}

/** What a peer says of itself. */
export type Peer = readonly HostedInterface[];

/** Calls a method without asking what the peer speaks. */
export type Ask = <R>(method: Method<Readonly<Record<never, never>>, R>) => Promise<R>;

/**
 * Asks a peer what it implements, in the newest way that it knows. Only an answer that it does not know the
 * method leads to an older one; without an answer nothing is known.
 * @throws LocalError `interface_mismatch` if it knows none.
 */
export async function askPeer(ask: Ask): Promise<Peer> {
  for (const handshake of [askHello, askImplements, askPluginImplements]) {
    try {
      return await handshake(ask);
    } catch (error) {
      if (!isMethodUnknown(error)) throw error;
    }
  }
  throw new LocalError("interface_mismatch", "the peer knows none of InfraKit's handshakes; is it a plugin?");
}

async function askHello(ask: Ask): Promise<Peer> {
  const { objects } = await ask(hello);
  return Object.entries(objects).map(([key, hosted]) => ({
    ...parseKey(key),
    objects: hosted.map(({ name }) => name),
  }));
}

async function askImplements(ask: Ask): Promise<Peer> {
  const { apis } = await ask(handshakeImplements);
  const types = await askTypes(ask);
  return apis.map(({ name, version }) => ({ name, version, objects: types[`${name}/${version}`] ?? null }));
}

/** Since v0.5. */
async function askTypes(ask: Ask): Promise<Readonly<Record<string, readonly string[]>>> {
  try {
    return (await ask(handshakeTypes)).types;
  } catch (error) {
    if (isMethodUnknown(error)) return {};
    throw error;
  }
}

async function askPluginImplements(ask: Ask): Promise<Peer> {
  const { apis, interfaces } = await ask(pluginImplements);
  const implemented = apis.length > 0 ? apis : interfaces;
  return implemented.map(({ name, version }) => ({ name, version, objects: null }));
}

/** `Instance/0.6.1`; InfraKit's codec has room for a third part that nobody uses. */
function parseKey(key: string): { readonly name: string; readonly version: string } {
  const [name = "", version = ""] = key.split("/");
  return { name, version };
}

/**
 * The newest version of an interface that both sides know.
 * @throws LocalError `interface_mismatch` with the sentences of InfraKit's client.
 */
export function agreeOnVersion(peer: Peer, wanted: Interface): string {
  const names = [wanted.name, wanted.formerName];
  const offered = peer.filter(({ name }) => names.includes(name)).map(({ version }) => version);
  const agreed = knownVersions(wanted).find((version) => offered.includes(version));
  if (agreed !== undefined) return agreed;
  const [newest] = offered.toSorted(compareVersions).toReversed();
  throw new LocalError("interface_mismatch", explainMismatch(wanted, newest));
}

function explainMismatch({ name, current }: Interface, offered: string | undefined): string {
  if (offered === undefined) return `Plugin does not support interface ${name}/${current}`;
  const older = compareVersions(offered, current) < 0 ? "the plugin" : "this client";
  return `Plugin supports ${name} interface version ${offered}, client requires ${current}; upgrade ${older}`;
}
