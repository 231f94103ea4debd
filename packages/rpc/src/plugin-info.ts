import type { RawJson } from "@infrakit/spi/document";
import type { TemplateFunctions } from "./info-functions.ts";

/** What a plugin tells those who want to use it. */
export interface PluginInfo {
  /** `Properties` such as the plugin takes, by kind. */
  readonly examples?: { readonly instance?: RawJson; readonly flavor?: RawJson };
  /** Functions for templates; none by default. */
  readonly functions?: TemplateFunctions;
}
