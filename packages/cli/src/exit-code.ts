/** How the command ends. Programs may rely on these; they are listed in the reference. */
export const exitCode = {
  ok: 0,
  /** What was asked could not be done. */
  failed: 1,
  /** It was asked wrongly: arguments, a spec, a setting. Nothing was done. */
  usage: 2,
  /** A plugin, a group or a file is not there, or nobody answers. */
  notFound: 3,
  /** A group did not get where it was waited for: it stalled, was paused or rolled back, or time was up. */
  notConverged: 4,
  /** Ctrl-C ended a wait, or a second one a stop: what was asked goes on, or is not in order yet. */
  interrupted: 130,
} as const;

/** One of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
