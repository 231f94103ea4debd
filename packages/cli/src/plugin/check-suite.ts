import type { PluginConnection, SocketPlugins } from "@infrakit/infrakit/operator";
import { type ConformanceCase, type ConformanceResult, runConformance } from "@infrakit/testing/conformance";
import type { CheckInputs } from "./check-inputs.ts";

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
  /** All that is checked. */
  readonly targets: readonly Target[];
  readonly signal: AbortSignal;
}

/** Cases that have all that they need. */
export type ReadyCases = () => AsyncIterable<ConformanceResult>;

/** The cases of one interface. */
export interface Suite {
  /** Real things are made, changed or destroyed. */
  readonly makes: boolean;
  /** Looks for what the cases need. @throws CommandError if they were not told enough. */
  prepare(target: Target, context: SuiteContext): Promise<ReadyCases>;
}

/** What a suite is made of. */
interface Parts<Plugin, Inputs> {
  readonly makes: boolean;
  readonly cases: readonly ConformanceCase<Plugin, Inputs>[];
  readonly connect: (context: SuiteContext, name: string) => Plugin;
  readonly inputs: (context: SuiteContext, name: string) => Inputs | Promise<Inputs>;
}

/** Makes a suite. */
export function suiteOf<Plugin, Inputs>({ makes, cases, connect, inputs }: Parts<Plugin, Inputs>): Suite {
  return {
    makes,
    async prepare({ name }, context) {
      const { signal } = context;
      const { deadlineMs } = context.inputs;
      const options = { inputs: await inputs(context, name), signal, deadlineMs };
      return () => runConformance(cases, connect(context, name), options);
    },
  };
}
