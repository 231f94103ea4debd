import type { GroupSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import type { FlavorPlugin, InstancePlugin } from "@infrakit/spi";
import type {
  Honesty,
  OpenController,
  SimulatedController,
  SimulatedSeams,
} from "@infrakit/testing/simulation";
import { openSimulated } from "./simulation-open.ts";

/** A controller that is wrong on purpose, and the rule that must catch it. */
export interface WrongController {
  readonly name: string;
  readonly breaks: string;
  readonly honesty: Honesty;
  readonly open: OpenController;
}

/** What a wrong object does otherwise; the rest is that of the right one. */
type Wrongs<T> = (right: T) => Partial<T>;

/** Opens the right controller, and does some of it otherwise. */
export function withController(wrongs: Wrongs<SimulatedController>): OpenController {
  return async (seams) => overridden(await openSimulated(seams), wrongs);
}

/** Opens the right controller with an instance plugin that does something otherwise. */
export function withInstances(wrongs: Wrongs<InstancePlugin>): OpenController {
  return (seams) => {
    const wrong = once(async () => overridden(await seams.plugins.instance("simulated"), wrongs));
    return openSimulated({ ...seams, plugins: { ...seams.plugins, instance: wrong } });
  };
}

/** Opens the right controller with a flavor that does something otherwise. */
export function withFlavor(wrongs: Wrongs<FlavorPlugin>): OpenController {
  return (seams) => {
    const wrong = async (): Promise<FlavorPlugin> =>
      overridden(await seams.plugins.flavor("simulated"), wrongs);
    return openSimulated({ ...seams, plugins: { ...seams.plugins, flavor: wrong } });
  };
}

/** Opens the right controller with a journal that does something otherwise. */
export function withJournal(
  wrong: (journal: SimulatedSeams["journal"]) => SimulatedSeams["journal"],
): OpenController {
  return (seams) => openSimulated({ ...seams, journal: wrong(seams.journal) });
}

/** An object that does something otherwise. */
export function overridden<T extends object>(right: T, wrongs: Wrongs<T>): T {
  const wrong = wrongs(right);
  return new Proxy(right, {
    get(target, name) {
      const value: unknown = Reflect.get(wrong, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** What fails is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A journal that forgets what was being made. */
export function withoutExpectations({ id, text }: { id: string; text: string }): {
  id: string;
  text: string;
} {
  const record = JSON.parse(text) as Record<string, unknown>;
  return { id, text: JSON.stringify({ ...record, Expectations: [] }) };
}

/** A spec as the simulation writes it, as far as somebody changes it. */
export interface SpecDocument {
  readonly Instance: { readonly Properties: object };
  readonly Updating?: { readonly OnFailure?: string };
  readonly Healing?: object | null;
  readonly Limits?: object;
  readonly Allocation: { readonly Size?: number };
}

/** A spec with other members. */
export function withMembers(spec: GroupSpec, members: object): GroupSpec {
  return { ...spec, properties: RawJson.fromValue({ ...documentOf(spec), ...members }) };
}

/** The properties of a spec. */
export function documentOf({ properties }: GroupSpec): SpecDocument {
  return (properties ?? RawJson.fromText("{}")).parse() as SpecDocument;
}
