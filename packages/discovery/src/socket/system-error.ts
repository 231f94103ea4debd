/** The code of a system error, such as `ENOENT`; undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Tells whether an error says that a file, or the directory it should be in, does not exist. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT";
}
