import { type Member, member, nullable, string } from "@infrakit/spi/document";
import { getByName, type Hosted, objectsByName } from "../hosted-objects.ts";

/**
 * What the messages of objects have in common that are told apart by `Name`: InfraKit's `keyed.go`. Answers repeat
 * the name of their request.
 *
 * @module
 */

/** Which object is meant: the full name of the plugin as the caller wrote it. */
export interface Keyed {
  readonly name: string;
}

/** The name in messages that always had one. */
export const name: Member<string> = member("Name", string);

/** Which object is meant, in messages that are older than names: `null` from clients and servers up to v0.5. */
export interface LaterKeyed {
  readonly name: string | null;
}

/** The name in messages that had none up to v0.5: answers to clients of that time are as they know them. */
export const laterName: Member<string | null> = member("Name", nullable(string), { omitZero: true });

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
