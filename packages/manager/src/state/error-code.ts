import { messageOf } from "@infrakit/spi";

/** The system's word for an error, such as `ENOSPC`; `undefined` for other errors. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Why files cannot be used: the text of an error, and what to do about it where we know. */
export function reasonOf(error: unknown): string {
  const hint = hints[codeOf(error) ?? ""];
  return hint === undefined ? messageOf(error) : `${messageOf(error)}; ${hint}`;
}

const full = "make room on that file system; what was saved before is intact";
const denied = "make it writable for the user who runs this";
const notDirectory = "choose a path whose parts are directories";

const hints: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  ENOTDIR: notDirectory,
  EEXIST: notDirectory,
};
