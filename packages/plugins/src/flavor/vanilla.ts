/**
 * The flavor that adds what a document says, and nothing else: lines of a script, tags, attachments.
 *
 * @module
 */
import type { FlavorPlugin } from "@infrakit/spi";
import { type Attachment, type InstanceSpec, reservedTags, type Tags } from "@infrakit/spi/data";
import {
  absentList,
  absentMap,
  type Codec,
  encodeJson,
  list,
  map,
  member,
  object,
  RawJson,
  string,
} from "@infrakit/spi/document";
import { attachmentCodec } from "../attachment.ts";

/** What the vanilla flavor adds to each instance. */
export interface VanillaProperties {
  /** Lines that follow the script which the instance has already. */
  readonly init: readonly string[];
  /** Where a template of the script is; not supported yet. */
  readonly initScriptTemplateUrl: string;
  /** Replace tags of the same name. */
  readonly tags: Tags;
  readonly attachments: readonly Attachment[];
}

/** `{"Init","InitScriptTemplateURL","Tags","Attachments"}`, InfraKit's names. */
export const vanillaPropertiesCodec: Codec<VanillaProperties> = object<VanillaProperties>({
  init: member("Init", list(string), { omitZero: true }),
  initScriptTemplateUrl: member("InitScriptTemplateURL", string, { omitZero: true }),
  tags: member("Tags", map(string), { omitZero: true }),
  attachments: member("Attachments", list(attachmentCodec), { omitZero: true }),
});

/** Writes the flavor of a group's document. */
export function vanillaFlavor(
  properties: Partial<Pick<VanillaProperties, "init" | "tags" | "attachments">> = {},
): { readonly plugin: "vanilla"; readonly properties: RawJson } {
  const encoded = vanillaPropertiesCodec.encode({
    init: properties.init ?? absentList,
    initScriptTemplateUrl: "",
    tags: properties.tags ?? absentMap,
    attachments: properties.attachments ?? absentList,
  });
  return { plugin: "vanilla", properties: RawJson.fromChecked(encodeJson(encoded)) };
}

/** Makes InfraKit's vanilla flavor plugin. Its instances are always healthy and need no drain. */
export function createVanillaFlavor(): FlavorPlugin {
  return {
    validate: async (properties) => refuseReservedTags(decodeProperties(properties).tags),
    prepare: async ({ properties, spec }) => withProperties(spec, decodeProperties(properties)),
    healthy: async () => "healthy",
    drain: async () => {},
  };
}

/** Members that are not known are ignored, as in Go; a command that reads documents may refuse them. */
function decodeProperties(properties: RawJson | null): VanillaProperties {
  const decoded = properties?.decode(vanillaPropertiesCodec) ?? vanillaPropertiesCodec.zero;
  if (decoded.initScriptTemplateUrl === "") return decoded;
  if (decoded.init.length > 0)
    throw new Error('Either "Init" or "InitScriptTemplateURL" can be specified but not both');
  throw new Error(
    `Cannot use InitScriptTemplateURL "${decoded.initScriptTemplateUrl}": templates are not supported; ` +
      `write the lines of the script in "Init"`,
  );
}

/** InfraKit lets a flavor overwrite the tags by which a group finds its instances, and then loses them. */
function refuseReservedTags(tags: Tags): void {
  const reserved = reservedTags.find((name) => Object.hasOwn(tags, name));
  if (reserved !== undefined)
    throw new Error(`Cannot set the tag "${reserved}": only the group may; choose another name`);
}

function withProperties(spec: InstanceSpec, { init, tags, attachments }: VanillaProperties): InstanceSpec {
  return {
    ...spec,
    init: [...(spec.init === "" ? [] : [spec.init]), ...init].join("\n"),
    tags: Object.keys(tags).length === 0 ? spec.tags : { ...spec.tags, ...tags },
    attachments: attachments.length === 0 ? spec.attachments : [...spec.attachments, ...attachments],
  };
}
