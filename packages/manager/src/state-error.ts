import { LocalError, messageOf } from "@infrakit/spi";

/** An error for a state directory that cannot be used, read or written; `cause` is the system's error. */
export function stateUnwritable(act: string, directory: string, cause: unknown): LocalError {
  const hint = hints[codeOf(cause) ?? ""];
  const advice = hint === undefined ? "" : `; ${hint}`;
  return new LocalError("state_unwritable", `Cannot ${act} "${directory}": ${messageOf(cause)}${advice}`, {
    cause,
  });
}

/** An error for a record that is there and cannot be trusted. Nothing is deleted: the operator decides. */
export function stateUnreadable(path: string, cause: unknown): LocalError {
  const advice =
    "restore the file from a backup, or move it away to forget the group it stands for (its instances stay)";
  return new LocalError("state_unreadable", `Cannot read record "${path}": ${messageOf(cause)}; ${advice}`, {
    cause,
  });
}

/** The system's word for an error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const full = "make room on that file system; what was saved before is intact";
const denied = "make it writable for the user who runs this";

const hints: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  ENOTDIR: "choose a path whose parts are directories",
  EEXIST: "choose a path whose parts are directories",
};
