import { resolve } from "node:path";
import envPaths from "env-paths";

/** Directories of the current user. None of them is created. */
export interface UserPaths {
  /** What must outlive the process, such as committed groups. */
  readonly state: string;
  readonly log: string;
  /** What can be made again. */
  readonly cache: string;
}

/**
 * Where this user's files go: `state`, `log` and `cache` below `INFRAKIT_HOME`; without it, where the system
 * has such files, on Linux `~/.local/share/infrakit`, `~/.local/state/infrakit` and `~/.cache/infrakit`.
 */
export function userPaths(env: NodeJS.ProcessEnv = process.env): UserPaths {
  const home = env["INFRAKIT_HOME"];
  if (home !== undefined && home !== "") {
    return { state: resolve(home, "state"), log: resolve(home, "log"), cache: resolve(home, "cache") };
  }
  const { data, log, cache } = envPaths("infrakit", { suffix: "" });
  return { state: data, log, cache };
}
