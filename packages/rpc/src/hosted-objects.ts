import {
  type ControllerPlugin,
  type EventPlugin,
  type FlavorPlugin,
  type GroupPlugin,
  type InstancePlugin,
  type L4Plugin,
  type ManagerPlugin,
  type MetadataPlugin,
  parsePluginName,
  type ResourcePlugin,
  type RolloutPlugin,
  type UpdatablePlugin,
} from "@infrakit/spi";
import { compareBytes } from "@infrakit/spi/document";
import type { PluginInfo } from "./plugin-info.ts";

/**
 * The objects of one kind behind a socket: a single one, or several by name (the part of a plugin's name
 * behind the slash). Read at every call, so objects may come and go. The name `.` stands for the object that is
 * meant when a caller names none.
 */
export type Hosted<T> = T | Readonly<Record<string, T>>;

/** What a plugin hosts. */
export interface PluginObjects {
  readonly instance?: Hosted<InstancePlugin>;
  readonly flavor?: Hosted<FlavorPlugin>;
  readonly group?: Hosted<GroupPlugin>;
  /** What an operator tells the groups of {@link PluginObjects.group}, under the same names. */
  readonly rollout?: Hosted<RolloutPlugin>;
  readonly controller?: Hosted<ControllerPlugin>;
  readonly metadata?: Hosted<MetadataPlugin>;
  /** Documents that can be changed. They are not listed as metadata. */
  readonly updatable?: Hosted<UpdatablePlugin>;
  readonly event?: Hosted<EventPlugin>;
  readonly l4?: Hosted<L4Plugin>;
  /** There is one at most: its calls name no object. */
  readonly manager?: ManagerPlugin;
  /** There is one at most: its calls name no object. */
  readonly resource?: ResourcePlugin;
  /** How to use all this. */
  readonly info?: PluginInfo;
}

/** The name of an object that has none. */
export const unnamed = ".";

/** A method by which one object is told from a record of them: every object of the kind has it. */
type MethodOf<T> = keyof T & string;

/** Lists objects by name. @throws TypeError if what is hosted is neither an object of the kind nor a record of such. */
export function objectsByName<T extends object>(
  hosted: Hosted<T> | undefined,
  method: MethodOf<T>,
): ReadonlyMap<string, T> {
  if (hosted === undefined) return new Map();
  if (isSingle(hosted, method)) return new Map([[unnamed, hosted]]);
  const entries = Object.entries(hosted).sort(([a], [b]) => compareBytes(a, b));
  for (const [name, object] of entries) checkObject(object, name, method);
  return new Map(entries);
}

/** An object that lacks the method by which it is told from a record would be taken for one, of its other methods. */
function checkObject(object: unknown, name: string, method: string): void {
  if (typeof object === "object" && object !== null) return;
  const why = `it is no object with a method "${method}"; a plugin has all methods of its interface`;
  throw new TypeError(`Cannot serve "${name}": ${why}`);
}

/** The names under which Hello lists the objects of a kind; `undefined` if the plugin hosts none of the kind. */
export function namesOf<T extends object>(
  hosted: Hosted<T> | undefined,
  method: MethodOf<T>,
): readonly string[] | undefined {
  return hosted === undefined ? undefined : [...objectsByName(hosted, method).keys()];
}

function isSingle<T extends object>(hosted: Hosted<T>, method: MethodOf<T>): hosted is T {
  return typeof (hosted as Partial<Record<string, unknown>>)[method] === "function";
}

/**
 * Finds an object by the `Type` of a request. The object without a name has none in requests either: `.` stands for it
 * in handshakes only. @throws with InfraKit's `no-plugin:<Type>`.
 */
export function getByType<T extends object>(
  hosted: Hosted<T> | undefined,
  method: MethodOf<T>,
  type: string,
): T {
  const object =
    type === unnamed ? undefined : hosted && findByName(hosted, method, type === "" ? unnamed : type);
  if (object === undefined) throw new Error(`no-plugin:${type}`);
  return object;
}

function findByName<T extends object>(hosted: Hosted<T>, method: MethodOf<T>, name: string): T | undefined {
  if (isSingle(hosted, method)) return name === unnamed ? hosted : undefined;
  return Object.hasOwn(hosted, name) ? hosted[name] : undefined;
}

/** Gets the object of a kind of which there is one at most. @throws with InfraKit's `no-plugin:`. */
export function getOnly<T>(hosted: T | undefined): T {
  if (hosted === undefined) throw new Error("no-plugin:");
  return hosted;
}

/**
 * Finds an object by the `Name` of a request: the full name of a plugin as the caller wrote it, or less. The part
 * before the slash is never compared with our own name, which we do not know. The steps are those of InfraKit's
 * `keyed.go`, and where these find nothing, an object whose own name has a slash is found by that name, with the
 * plugin's before it or not. @throws with InfraKit's `not found: <name> (key=<subtype>)`.
 */
export function getByName<T>(objects: ReadonlyMap<string, T>, name: string): T {
  const { lookup, type } = parsePluginName(name);
  const [only, ...others] = objects.values();
  if ((type === "" || lookup === unnamed) && only !== undefined && others.length === 0) return only;
  const asInKeyed =
    objects.get(type === "" ? unnamed : lookup) ?? objects.get(type.slice(type.indexOf("/") + 1));
  const object = asInKeyed ?? objects.get(type) ?? objects.get(name);
  if (object === undefined) throw new Error(`not found: ${name} (key=${type})`);
  return object;
}
