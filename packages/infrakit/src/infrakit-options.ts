import type { ControllerPolicy, Logger } from "@infrakit/group";
import type { InstanceDescription } from "@infrakit/spi/data";
import type { GivenPlugins } from "./given-plugins.ts";
import { type Members, refuseUnmeant } from "./refuse-unmeant.ts";

/** What an `Infrakit` is made of. Nothing must be given. */
export interface InfrakitOptions {
  /** Plugins of the program's own. `process`, `file` and `vanilla` are there without being given. */
  readonly plugins?: GivenPlugins;
  /**
   * Where groups and processes are remembered: whoever starts here next takes them up. It belongs to one process
   * at a time. Without it groups are forgotten at the end, and there is no `process` plugin.
   */
  readonly stateDir?: string;
  /**
   * Plugin directory: plugins of other processes are found there, and ours are served there, the controller as
   * `group`. Without it there are no sockets at all.
   */
  readonly pluginsDir?: string;
  readonly policy?: Partial<ControllerPolicy>;
  /**
   * Whether an instance is never to be drained or destroyed now, such as one that has work. Asked of each when it is
   * listed, and again right before it would go; while it throws, nothing goes. Default: none is.
   */
  readonly isProtected?: (instance: InstanceDescription) => boolean;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Where the plugins read their settings. Default: the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

const members: Members<InfrakitOptions> = {
  plugins: "value",
  stateDir: "value",
  pluginsDir: "value",
  policy: "value",
  isProtected: "value",
  logger: "value",
  env: "value",
};

const plugins: Members<GivenPlugins> = { instances: "value", flavors: "value" };

const policy: Members<ControllerPolicy> = {
  pollIntervalMs: "value",
  maxParallel: "value",
  self: "value or null",
  createDeadlineMs: "value",
};

/** Refuses options that cannot be meant as they are given. @throws Error that names the member and what is wrong. */
export function refuseUnmeantOptions(options: InfrakitOptions): void {
  const cannot = "Cannot start InfraKit";
  refuseUnmeant(cannot, options, members);
  refuseUnmeant(`${cannot}: plugins`, options.plugins, plugins);
  refuseUnmeant(`${cannot}: policy`, options.policy, policy);
}
