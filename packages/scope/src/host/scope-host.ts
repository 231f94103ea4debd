import type { PluginSpec, Report } from "../report/index.ts";

/** Polls the plugins under a directory, shows what they say as one report, and passes controls on. */
export interface ScopeHost {
  /** 63 random bits, lower-case hexadecimal, new at every start: what a plugin is told of the host. */
  readonly probeId: string;
  /** Name of this machine: what ids of hosts and processes start with. */
  readonly hostname: string;
  /** Every socket under the directory, refused ones too, in byte order of their paths. */
  plugins(): readonly HostedPlugin[];
  /**
   * The last good report of every plugin, merged and tagged as a probe does; each plugin in it with its status. The same
   * object until something has changed. What a plugin said is shown for 15 s after it began to fail. Never waits.
   */
  report(): Report;
  /**
   * Has a plugin carry out a control. Never throws: what fails is the answer's `error`, and so is a control that no
   * plugin has. Nodes are not checked: as in Scope, any id is passed on.
   */
  control(request: ControlRequest): Promise<ControlAnswer>;
  /** Yields whenever the report may have changed; several changes may be one. Ends without an error. */
  changes(signal: AbortSignal): AsyncIterable<ScopeChange>;
  /** Stops polling and watching, and waits for what is under way. */
  close(): Promise<void>;
}

/** A socket under the host's directory. */
export interface HostedPlugin {
  readonly path: string;
  /**
   * The last spec that its own id fitted, its `status` set; without one before the first poll has come back. Of a
   * socket that is not polled the id that its name gives: its name is none, or another socket has the same id.
   */
  readonly spec: PluginSpec;
  /** Why the file's name is no id of a plugin; such a socket is never asked. */
  readonly refusal?: string;
}

export interface ControlRequest {
  /** Id of the app that the request came through; empty when there is none. */
  readonly appId: string;
  readonly nodeId: string;
  /** `<plugin>~<control>`. */
  readonly control: string;
  readonly args?: ReadonlyMap<string, string>;
}

/** What became of a control (source: Scope's `common/xfer/controls.go`). */
export interface ControlAnswer {
  /** Why it failed; absent or empty if it did not. */
  readonly error?: string;
  /** Whatever the plugin returned, plain JSON data. */
  readonly value?: unknown;
  /** Id of a terminal's pipe, and how to treat it: passed through. */
  readonly pipe?: string;
  readonly rawTty?: boolean;
  readonly resizeTtyControl?: string;
  /** The node is gone, a view of it can be closed. */
  readonly removedNode?: string;
}

/** `plugins`: one came, went, or changed its spec or status. `shortcut`: a plugin showed an effect at once. */
export interface ScopeChange {
  readonly kind: "report" | "plugins" | "shortcut";
  /** The partial report of a shortcut, controls renamed; what a probe publishes to its app at once. */
  readonly shortcut?: Report;
}
