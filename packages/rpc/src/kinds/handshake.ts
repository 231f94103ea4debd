import { type Codec, list, map, member, object, string } from "@infrakit/spi/document";
import type { PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import type { Kind } from "./kind.ts";

/** An object that a plugin says it hosts. */
interface HelloObject {
  readonly name: string;
  /** Always empty in InfraKit's last version. */
  readonly proxyFor: string;
}

type Nothing = Readonly<Record<never, never>>;
const nothing: Codec<Nothing> = object({});

/** Hosted objects by `<interface>/<version>`. */
export const hello: Method<Nothing, { objects: Readonly<Record<string, readonly HelloObject[]>> }> = {
  name: "Handshake.Hello",
  isReadOnly: true,
  params: nothing,
  result: object({
    objects: member(
      "Objects",
      map(list(object<HelloObject>({ name: member("Name", string), proxyFor: member("ProxyFor", string) }))),
    ),
  }),
};

/** An interface in a version. */
interface Implemented {
  readonly name: string;
  readonly version: string;
}
const implemented = list(
  object<Implemented>({ name: member("Name", string), version: member("Version", string) }),
);

interface ImplementsResult {
  readonly apis: readonly Implemented[];
  /** What the published documentation calls the same list; InfraKit itself never sent it. */
  readonly interfaces: readonly Implemented[];
}
const implementsResult: Codec<ImplementsResult> = object({
  apis: member("APIs", implemented),
  interfaces: member("Interfaces", implemented, { omitZero: true }),
});

/** The handshake of v0.3.0 to v0.5. */
export const handshakeImplements: Method<Nothing, ImplementsResult> = {
  name: "Handshake.Implements",
  isReadOnly: true,
  params: nothing,
  result: implementsResult,
};

/** Names of the hosted objects by `<interface>/<version>`, since v0.5. */
export const handshakeTypes: Method<Nothing, { types: Readonly<Record<string, readonly string[]>> }> = {
  name: "Handshake.Types",
  isReadOnly: true,
  params: nothing,
  result: object({ types: member("Types", map(list(string))) }),
};

/** The handshake of v0.1.0, of v0.2.0 and of the published documentation. */
export const pluginImplements: Method<Nothing, ImplementsResult> = {
  name: "Plugin.Implements",
  isReadOnly: true,
  params: nothing,
  result: implementsResult,
};

/**
 * Answers every handshake that was ever released, each with the versions that its callers insist on. A client of
 * v0.3 wants Instance/0.3.0 of the same method of which one of v0.5 wants 0.5.0; both look through the whole
 * list, so both are listed.
 */
export function serveHandshake(kinds: readonly Kind[], objects: PluginObjects): readonly ServedMethod[] {
  const hosted = (): readonly { kind: Kind; names: readonly string[] }[] =>
    kinds.flatMap((kind) => {
      const names = kind.names(objects);
      return names === undefined ? [] : [{ kind, names }];
    });
  const listed = (versions: (kind: Kind) => readonly string[]): readonly Implemented[] =>
    hosted().flatMap(({ kind }) => versions(kind).map((version) => ({ name: formerName(kind), version })));
  return [
    serveMethod(hello, async () => ({
      objects: Object.fromEntries(
        hosted().map(({ kind, names }) => [
          `${kind.interface.name}/${kind.interface.current}`,
          names.map((name) => ({ name, proxyFor: "" })),
        ]),
      ),
    })),
    serveMethod(handshakeImplements, async () => ({
      apis: listed((kind) => kind.interface.implemented),
      interfaces: implementsResult.zero.interfaces,
    })),
    serveMethod(handshakeTypes, async () => ({
      types: Object.fromEntries(
        hosted().flatMap(({ kind, names }) =>
          kind.interface.implemented.slice(0, 1).map((version) => [`${formerName(kind)}/${version}`, names]),
        ),
      ),
    })),
    serveMethod(pluginImplements, async () => {
      const apis = listed((kind) => kind.interface.first);
      return { apis, interfaces: apis };
    }),
  ];
}

function formerName({ interface: { name, formerName: former = name } }: Kind): string {
  return former;
}
