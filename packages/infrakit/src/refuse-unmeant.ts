import { closestName } from "@infrakit/spi/document";

/**
 * The members of an object that a program gives, and which of them may be `null`. The compiler compares it with the
 * type, both ways: one that is missing here, or that the type has no more, does not compile.
 */
export type Members<T> = {
  readonly [Name in keyof T]-?: null extends T[Name] ? "value or null" : "value";
};

/**
 * Refuses what nobody can mean: a member that there is none of, `null` where it means nothing, and a number that is
 * none. What is `undefined` is not given, as is nothing at all.
 * @throws Error of `cannot`, the member and what is wrong with it.
 */
export function refuseUnmeant<T extends object>(
  cannot: string,
  given: Partial<NoInfer<T>> | null | undefined,
  members: Members<T>,
): void {
  if (Array.isArray(given)) throw new Error(`${cannot}: expected an object, found an array`);
  if (typeof (given ?? {}) !== "object")
    throw new Error(`${cannot}: expected an object, found a ${typeof given}`);
  const known = new Map<string, unknown>(Object.entries(members));
  for (const [name, value] of Object.entries(given ?? {})) {
    const fault = known.has(name) ? faultOf(value, known.get(name)) : unknownMember(name, [...known.keys()]);
    if (fault !== null) throw new Error(`${cannot}: ${name}: ${fault}`);
  }
}

function faultOf(value: unknown, meant: unknown): string | null {
  if (value === null && meant === "value")
    return "null is no value of it; leave it out to say nothing (JSON has null where a number is NaN)";
  // JSON would have `null` in its place.
  if (typeof value === "number" && !Number.isFinite(value)) return `expected a number, found ${value}`;
  return null;
}

/** As documents say it. */
function unknownMember(name: string, known: readonly string[]): string {
  const closest = closestName(name, known);
  const hint = closest === undefined ? `known are ${known.join(", ")}` : `did you mean "${closest}"?`;
  return `unknown member; ${hint}`;
}
