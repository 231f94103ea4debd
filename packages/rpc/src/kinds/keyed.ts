import { type Codec, type Member, member, nullable, object, string } from "@infrakit/spi/document";
import { getByName, type Hosted, objectsByName } from "../hosted-objects.ts";

/**
 * What the messages of objects have in common that are told apart by `Name`: InfraKit's `keyed.go`.
 *
 * @module
 */

/** Which object is meant: `null` from clients and servers up to v0.5, which say nothing of it. */
export interface Keyed {
  readonly name: string | null;
}

/** Answers repeat the name of their request, so those to an old client are as it knows them. */
export const name: Member<string | null> = member("Name", nullable(string), { omitZero: true });

/** A message that says nothing but which object is meant. */
export const keyed: Codec<Keyed> = object({ name });

/** The version of all interfaces that brought `Name`. */
export const sinceNamed = "0.1.1";

/** What older peers do not know. */
export const addedParams: Readonly<Record<string, string>> = { Name: sinceNamed };

/** Finds objects by the name in a request. `method` is one that each of them has. */
export function keyedBy<T extends object>(
  hosted: () => Hosted<T> | undefined,
  method: keyof T & string,
): (named: string | null) => T {
  return (named) => getByName(objectsByName(hosted(), method), named ?? "");
}
