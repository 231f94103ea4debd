import { DecodeError } from "@infrakit/spi/document";

/** JSON-RPC's code for params that are not as they should be, and the one that InfraKit's servers send instead. */
const permanentCodes: ReadonlySet<unknown> = new Set([-32_602, -32_600]);

/** Whether a plugin refused what it was given, so that it would refuse it again: what else went wrong may pass. */
export function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isAboutParams = error instanceof DecodeError || ("code" in error && permanentCodes.has(error.code));
  return isAboutParams || isPermanent(error.cause);
}
