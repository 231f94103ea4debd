/**
 * A host of Scope's plugins as the probe of a Scope app.
 *
 * @module
 */
export { parseAppUrl } from "./app-client.ts";
export type { PublishLimits } from "./publish-limits.ts";
export { type PublishOptions, publishToApp } from "./publish-to-app.ts";
