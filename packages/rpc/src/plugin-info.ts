import type { RawJson } from "@infrakit/spi/document";
import type { TemplateFunctions } from "./info-functions.ts";

/** Who made a plugin. */
export interface Vendor {
  /** What they call it, such as `infrakit-instance-file`. */
  readonly name: string;
  readonly version: string;
  /** Where to read more. */
  readonly url: string;
}

/** What a plugin tells those who want to use it. */
export interface PluginInfo {
  /** `Properties` such as the plugin takes, by kind. */
  readonly examples?: { readonly instance?: RawJson; readonly flavor?: RawJson };
  /** Who made the plugin, which InfraKit calls its vendor; nobody by default. */
  readonly vendor?: Vendor;
  /** Functions for templates; none by default. */
  readonly functions?: TemplateFunctions;
}
