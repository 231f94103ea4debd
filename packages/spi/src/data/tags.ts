/** Tag with the id of the group that owns an instance. An instance without it is nobody's: it is not touched. */
export const groupTag = "infrakit.group";

/** Tag with the configuration hash of the commit that an instance was made from. */
export const configHashTag = "infrakit.config.hash";

/** Name of {@link configHashTag} in InfraKit up to v0.5. It is understood, never written. */
export const legacyConfigHashTag = "infrakit.config_sha";

/** Tag with the logical id, for instance plugins that do not keep it themselves. */
export const logicalIdTag = "infrakit.logical_id";

/** Tag with the slot number and the token of the creation, `<number>-<8 characters a-z0-9>`. */
export const slotTag = "infrakit.slot";

/** Value of {@link configHashTag} that asks the group to adopt an instance that it did not make. */
export const bootstrapHash = "bootstrap";

/** Tags that only a group controller may set. */
export const reservedTags: readonly string[] = [
  groupTag,
  configHashTag,
  legacyConfigHashTag,
  logicalIdTag,
  slotTag,
];
