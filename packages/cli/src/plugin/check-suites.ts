import {
  connectFlavor,
  connectGroup,
  connectInstance,
  member,
  object,
  type PluginConnection,
  RawJson,
  type SocketPlugins,
  string,
} from "@infrakit/infrakit/operator";
import {
  type ConformanceCase,
  type ConformanceResult,
  flavorCases,
  groupCases,
  type GroupInputs,
  instanceCases,
  runConformance,
  wireCases,
} from "@infrakit/testing/conformance";
import { badInput } from "../failure.ts";
import type { CheckInputs } from "./check-inputs.ts";
import { connectWire } from "./check-wire.ts";

/** An object that is checked, or the wire of its plugin. */
export interface Target {
  /** Such as `Instance`; `Wire` for what all objects of a plugin share. */
  readonly interface: string;
  /** The full name of the object. */
  readonly name: string;
}

/** What is needed to run cases. */
export interface SuiteContext {
  readonly connection: PluginConnection;
  /** The path of the plugin's socket, or its URL. */
  readonly address: string;
  readonly sockets: SocketPlugins;
  readonly inputs: CheckInputs;
  readonly signal: AbortSignal;
}

/** The cases of one interface. */
export interface Suite {
  /** Real things are made and destroyed. */
  readonly makes: boolean;
  run(target: Target, context: SuiteContext): AsyncIterable<ConformanceResult>;
}

interface Plan<Plugin, Inputs> {
  readonly makes: boolean;
  readonly cases: readonly ConformanceCase<Plugin, Inputs>[];
  readonly connect: (context: SuiteContext, name: string) => Plugin;
  readonly inputs: (context: SuiteContext, name: string) => Inputs | Promise<Inputs>;
}

function suiteOf<Plugin, Inputs>(plan: Plan<Plugin, Inputs>): Suite {
  return {
    makes: plan.makes,
    async *run({ name }, context) {
      const inputs = await plan.inputs(context, name);
      const { signal } = context;
      const { deadlineMs } = context.inputs;
      yield* runConformance(plan.cases, plan.connect(context, name), { inputs, signal, deadlineMs });
    },
  };
}

/** Properties for plugins that want none in particular. */
const nothing = RawJson.fromText("{}");

function propertiesOf({
  inputs,
}: SuiteContext): Pick<CheckInputs, "refused"> & { readonly properties: RawJson } {
  return { properties: inputs.properties ?? nothing, refused: inputs.refused };
}

/** Suites by the name of the interface that they are for. */
export const suites: Readonly<Record<string, Suite>> = {
  Wire: suiteOf({
    makes: false,
    cases: wireCases,
    connect: ({ address }) => connectWire(address),
    inputs: () => ({}),
  }),
  Instance: suiteOf({
    makes: true,
    cases: instanceCases,
    connect: ({ connection }, name) => connectInstance(connection, name),
    inputs: propertiesOf,
  }),
  Flavor: suiteOf({
    makes: false,
    cases: flavorCases,
    connect: ({ connection }, name) => connectFlavor(connection, name),
    inputs: propertiesOf,
  }),
  Group: suiteOf({
    makes: true,
    cases: groupCases,
    connect: ({ connection }, name) => connectGroup(connection, name),
    inputs: groupInputs,
  }),
};

const groupPlugins = object({ instance: member("Instance", object({ plugin: member("Plugin", string) })) });

/** The plugin of the instances is looked for where the group plugin was found. */
async function groupInputs({ inputs, sockets }: SuiteContext, name: string): Promise<GroupInputs> {
  const { properties, changed } = inputs;
  if (properties === undefined) {
    const hint = `give --properties '{"Instance":{"Plugin":"…","Properties":{…}},"Flavor":{"Plugin":"vanilla"}}'`;
    throw badInput(`Cannot check group plugin "${name}": it is not known of what its groups shall be`, {
      hint,
    });
  }
  const { plugin } = properties.decode(groupPlugins).instance;
  const instances = await sockets.instance(plugin);
  return {
    properties,
    ...(changed !== undefined && { changed }),
    ...(instances !== undefined && { instances }),
  };
}
