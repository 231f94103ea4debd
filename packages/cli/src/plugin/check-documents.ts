import {
  boolean,
  connectInstance,
  integer,
  list,
  map,
  member,
  messageOf,
  nullable,
  object,
  outcomeOf,
  raw,
  RawJson,
  type Spec,
  string,
} from "@infrakit/infrakit/operator";
import type { ControllerInputs, GroupInputs, InstanceInputs, L4Inputs } from "@infrakit/testing/conformance";
import { badInput, type CommandError } from "../failure.ts";
import type { CheckInputs } from "./check-inputs.ts";
import type { SuiteContext } from "./check-suite.ts";

/** Properties for plugins that want none in particular. */
const nothing = RawJson.fromText("{}");

/** What instances are made from, and what a flavor adds. */
export function propertiesFor({ inputs }: SuiteContext): Required<InstanceInputs> {
  return { properties: inputs.properties ?? nothing, refused: inputs.refused };
}

/** The same, if the plugin takes the properties. @throws CommandError with its reason if it does not. */
export async function instanceInputs(context: SuiteContext, name: string): Promise<Required<InstanceInputs>> {
  const inputs = propertiesFor(context);
  const { connection } = context;
  const signal = AbortSignal.timeout(context.inputs.deadlineMs);
  try {
    await connectInstance(connection, name).validate(inputs.properties, { signal });
  } catch (error) {
    // Whoever does not answer is for the cases to tell of.
    if (outcomeOf(error) === "refused") throw refusedProperties(name, { context, error });
  }
  return inputs;
}

function refusedProperties(
  name: string,
  { context, error }: { readonly context: SuiteContext; readonly error: unknown },
): CommandError {
  const { properties } = context.inputs;
  const what =
    properties === undefined ? "it does not make instances of the properties {}" : "it refuses --properties";
  const hint = `give with --properties what plugin "${name}" makes instances of, as JSON or as @ and the name of a file`;
  return badInput(`Cannot check plugin "${name}": ${what}: ${messageOf(error)}`, { cause: error, hint });
}

const groupPlugins = object({ instance: member("Instance", object({ plugin: member("Plugin", string) })) });

/** What groups are made from. The plugin of the instances is looked for where the group plugin was found. */
export async function groupInputs({ inputs, sockets }: SuiteContext, name: string): Promise<GroupInputs> {
  const example = '{"Instance":{"Plugin":"…","Properties":{…}},"Flavor":{"Plugin":"vanilla"}}';
  const properties = needed(inputs, `group plugin "${name}"`, example);
  const { changed } = inputs;
  const { plugin } = decoded(() => properties.decode(groupPlugins)).instance;
  const instances = await sockets.instance(plugin);
  return {
    properties,
    ...(changed !== undefined && { changed }),
    ...(instances !== undefined && { instances }),
  };
}

const balancer = object({
  ports: member("Ports", list(integer)),
  backends: member("Backends", list(string)),
  healthCheck: member("HealthCheck", boolean),
});

/** Ports that hardly anybody uses. */
const defaultPorts = [47_001, 47_002] as const;

/** Ports and backends of a load balancer, and whether its health check may be changed. */
export function l4Inputs({ inputs }: SuiteContext): L4Inputs {
  const { ports, ...others } = decoded(() => (inputs.properties ?? nothing).decode(balancer));
  const [first = defaultPorts[0], second = defaultPorts[1]] = ports;
  return { ports: [first, second], ...others };
}

const document = object({
  kind: member("kind", string),
  version: member("version", string),
  metadata: member("metadata", object({ name: member("name", string), tags: member("tags", map(string)) })),
  template: member("template", nullable(string)),
  properties: member("properties", raw),
  options: member("options", raw),
});

/** The spec of an object that a controller can keep. */
export function controllerInputs({ inputs }: SuiteContext, name: string): ControllerInputs {
  const example = '{"kind":"…","metadata":{"name":"…"},"properties":{…}}';
  const given = needed(inputs, `controller "${name}"`, example);
  const { metadata, ...rest } = decoded(() => given.decode(document));
  const spec: Spec = { ...rest, metadata: { id: null, ...metadata }, depends: [] };
  return { spec };
}

function needed({ properties }: CheckInputs, what: string, example: string): RawJson {
  if (properties !== undefined) return properties;
  const hint = `give --properties '${example}', or choose what else is checked with --interface`;
  throw badInput(`Cannot check ${what}: it is not known of what its objects shall be made`, { hint });
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw badInput(`Cannot read --properties: ${messageOf(error)}`, { cause: error });
  }
}
