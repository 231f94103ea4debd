/** The variable that says where the sockets of plugins are, for hosts and for plugins. */
export const pluginsVariable = "INFRAKIT_SCOPE_PLUGINS_DIR";

/** Where Scope's probe looks for its plugins. */
const defaultDirectory = "/var/run/scope/plugins";

/**
 * The directory of Scope's plugins: `INFRAKIT_SCOPE_PLUGINS_DIR`, or that of Scope's probe. A variable that is set and
 * empty means none, and a host without plugins.
 */
export function scopePluginsDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env[pluginsVariable] ?? defaultDirectory;
}
