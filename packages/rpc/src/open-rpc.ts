import { encodeJson, type JsonSchema, object, raw, RawJson } from "@infrakit/spi/document";
import {
  type Method,
  type ServedInterface,
  serveMethod,
  type ServedMethod,
  withFormerNames,
} from "./method.ts";
import { wireErrorCode } from "./wire-error.ts";

/** An OpenRPC document, as far as plugins need one: https://spec.open-rpc.org */
export interface OpenRpcDocument {
  readonly openrpc: string;
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly methods: readonly OpenRpcMethod[];
}

/** A method of an {@link OpenRpcDocument}. Its tag is the interface that it belongs to. */
export interface OpenRpcMethod {
  readonly name: string;
  readonly tags: readonly { readonly name: string }[];
  /** It is a former name of another method, for clients of that time. */
  readonly deprecated?: boolean;
  readonly paramStructure: "by-name";
  readonly params: readonly ContentDescriptor[];
  readonly result: ContentDescriptor;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
}

interface ContentDescriptor {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** What a plugin can be called for. */
export interface Callable {
  readonly interfaces: readonly ServedInterface[];
  readonly handshakes: readonly ServedMethod[];
}

const discover: Method<Readonly<Record<never, never>>, RawJson | null> = {
  name: "rpc.discover",
  isReadOnly: true,
  params: object({}),
  result: raw,
};

/** Answers `rpc.discover`, OpenRPC's question for everything that can be called. InfraKit has no such method. */
export function serveDiscover(callable: Callable): ServedMethod {
  return serveMethod(discover, async () => RawJson.fromChecked(encodeJson(describeCallable(callable))));
}

/**
 * Describes every method by the codecs that read its params and write its result. Params may all be left out: absent
 * means zero. Their names match whatever their case, which a schema cannot say.
 */
export function describeCallable({ interfaces, handshakes }: Callable): OpenRpcDocument {
  const tagged = interfaces.map(({ name, version }) => `${name}/${version}`);
  return {
    openrpc: "1.3.2",
    info: {
      title: `InfraKit plugin: ${tagged.length === 0 ? "nothing" : tagged.join(", ")}`,
      description: "Generated from the shapes by which the plugin reads requests and writes answers",
      version: documentVersion,
    },
    methods: [
      ...handshakes.map((served) => describeMethod(served, "Handshake")),
      ...interfaces.flatMap(({ methods }, index) =>
        withFormerNames(methods).map((served) => describeMethod(served, tagged[index] ?? "")),
      ),
    ],
  };
}

/** Of what such documents say and how; each interface has a version of its own, which is its methods' tag. */
const documentVersion = "1.0.0";

function describeMethod({ name, method }: ServedMethod, tag: string): OpenRpcMethod {
  const { properties = {} } = method.params.schema();
  return {
    name,
    tags: [{ name: tag }],
    ...(name === method.name ? {} : { deprecated: true }),
    paramStructure: "by-name",
    params: Object.entries(properties).map(([param, schema]) => ({ name: param, schema })),
    result: { name: "result", schema: { ...method.result.schema(), type: "object" } },
    errors,
  };
}

const errors = [
  { code: wireErrorCode.server, message: "The plugin refused, or failed; the message is its own" },
  { code: wireErrorCode.invalidRequest, message: "The params have not the shape, or jsonrpc is not 2.0" },
];
