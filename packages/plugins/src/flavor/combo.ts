/**
 * The flavor that is several flavors at once: each adds its own to an instance, all must find it healthy.
 *
 * @module
 */
import {
  type FlavorPlugin,
  formatPluginName,
  messageOf,
  parsePluginName,
  type PluginLookup,
} from "@infrakit/spi";
import type { Attachment, Health, InstanceSpec } from "@infrakit/spi/data";
import {
  type Codec,
  DecodeError,
  encodeJson,
  list,
  member,
  object,
  raw,
  RawJson,
  string,
} from "@infrakit/spi/document";

/** One of the flavors that are combined, and what it is told. */
export interface CombinedFlavor {
  readonly plugin: string;
  readonly properties: RawJson | null;
}

/** What a combo works with. */
export interface ComboOptions {
  /** Finds the flavors that are combined. */
  readonly lookup: Pick<PluginLookup, "flavor">;
  /** Its own name, which must not be among them. Default `combo`. */
  readonly name?: string;
}

const flavors: Codec<readonly CombinedFlavor[]> = list(
  object<CombinedFlavor>({ plugin: member("Plugin", string), properties: member("Properties", raw) }),
);

/** The shape up to v0.5. */
const named = object({ flavors: member("Flavors", flavors) });

/** `[{"Plugin","Properties"}, …]`; up to v0.5 the list was called `{"Flavors":[…]}`, which is read too. */
export const comboPropertiesCodec: Codec<readonly CombinedFlavor[]> = {
  zero: flavors.zero,
  decode: (parent, key, source) =>
    isObject(parent[key]) ? named.decode(parent, key, source).flavors : flavors.decode(parent, key, source),
  encode: (combined) => flavors.encode(combined),
  schema: () => ({ anyOf: [flavors.schema(), named.schema()] }),
};

/** Writes the flavor of a group's document, such as `comboFlavor(vanillaFlavor({ init: ["a"] }), mine)`. */
export function comboFlavor(...combined: readonly CombinedFlavor[]): {
  readonly plugin: "combo";
  readonly properties: RawJson;
} {
  return {
    plugin: "combo",
    properties: RawJson.fromChecked(encodeJson(comboPropertiesCodec.encode(combined))),
  };
}

/**
 * Makes InfraKit's combo flavor plugin. Flavors are looked up at every call, so one that comes back is found again.
 * What each is told is a part of what the combo is told: however combos name each other, that comes to an end.
 */
export function createComboFlavor({ lookup, name = "combo" }: ComboOptions): FlavorPlugin {
  const combinedOf = (properties: RawJson | null): readonly CombinedFlavor[] =>
    decodeProperties(properties, name);
  return {
    async validate(properties, allocation, options) {
      for (const { plugin, properties: told } of combinedOf(properties)) {
        await (await lookup.flavor(plugin)).validate(told, allocation, options);
      }
    },
    async prepare({ properties, ...request }, options) {
      const prepared: InstanceSpec[] = [];
      for (const { plugin, properties: told } of combinedOf(properties)) {
        const flavor = await lookup.flavor(plugin);
        prepared.push(await flavor.prepare({ ...request, properties: told }, options));
      }
      return merge(request.spec, prepared);
    },
    async healthy(properties, instance, options) {
      const asked = combinedOf(properties).map(async ({ plugin, properties: told }) =>
        (await lookup.flavor(plugin)).healthy(told, instance, options),
      );
      return worstOf(asked);
    },
    async drain(properties, instance, options) {
      const errors: unknown[] = [];
      for (const { plugin, properties: told } of combinedOf(properties)) {
        try {
          await (await lookup.flavor(plugin)).drain(told, instance, options);
        } catch (error) {
          // The others shall leave in good order all the same.
          errors.push(error);
        }
      }
      throwAll(errors);
    },
  };
}

/** @throws DecodeError if the combo is to be combined with itself: nobody can mean that. */
function decodeProperties(properties: RawJson | null, ownName: string): readonly CombinedFlavor[] {
  const combined = properties?.decode(comboPropertiesCodec) ?? comboPropertiesCodec.zero;
  for (const [index, { plugin }] of combined.entries()) {
    if (plainName(plugin) !== plainName(ownName)) continue;
    const why = `cannot combine flavor "${ownName}" with itself; list its flavors here instead`;
    throw new DecodeError(why, { path: `[${index}].Plugin` });
  }
  return combined;
}

/** `combo/.` is `combo`: the object that is meant when none is named. */
function plainName(name: string): string {
  const { lookup, type } = parsePluginName(name);
  return formatPluginName({ lookup, type: type === "." ? "" : type });
}

/**
 * Adds to a spec what each flavor has made of it. Each was given the same spec, and has it still in its answer: that
 * part is not added again.
 */
function merge(base: InstanceSpec, prepared: readonly InstanceSpec[]): InstanceSpec {
  const scripts = prepared.map(({ init }) => addedScript(base.init, init));
  return {
    ...base,
    tags: prepared.reduce((tags, spec) => ({ ...tags, ...spec.tags }), { ...base.tags }),
    init: [base.init, ...scripts].filter((script) => script !== "").join("\n"),
    attachments: [
      ...base.attachments,
      ...prepared.flatMap(({ attachments }) => addedAttachments(base.attachments, attachments)),
    ],
  };
}

function addedScript(before: string, after: string): string {
  if (before === "" || !`${after}\n`.startsWith(`${before}\n`)) return after;
  return after.slice(before.length + 1);
}

function addedAttachments(
  before: readonly Attachment[],
  after: readonly Attachment[],
): readonly Attachment[] {
  const isKept = before.every(({ id, type }, index) => after[index]?.id === id && after[index].type === type);
  return isKept ? after.slice(before.length) : after;
}

/** Unhealthy as soon as one says so, however long the others take; else what is not known is not known. */
function worstOf(asked: readonly Promise<Health>[]): Promise<Health> {
  const all = Promise.allSettled(asked).then(combine);
  const first = asked.map((answer) =>
    answer.then(
      (health) => (health === "unhealthy" ? health : all),
      () => all,
    ),
  );
  return Promise.race([all, ...first]);
}

function combine(answers: readonly PromiseSettledResult<Health>[]): Health {
  const healths = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  if (healths.includes("unhealthy")) return "unhealthy";
  throwAll(answers.flatMap((answer): unknown[] => (answer.status === "rejected" ? [answer.reason] : [])));
  return healths.includes("unknown") ? "unknown" : "healthy";
}

/** Throws what went wrong, if anything did; several errors as one, in InfraKit's words. */
function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, errors.map(messageOf).join(", "));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
