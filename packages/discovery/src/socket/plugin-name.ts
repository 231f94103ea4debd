import { LocalError } from "@infrakit/spi";

/** Endings of files that stand beside a socket and belong to the plugin whose name comes before them. */
const reservedEndings = [".pid", ".listen"];

/**
 * Checks a name that becomes a file name in the plugin directory. It must not lead out of the directory, be
 * hidden (scans leave out names that begin with a dot) or be taken for another plugin's pid or listen file.
 *
 * @throws LocalError `bad_name`
 */
export function checkPluginName(name: string): void {
  const fault = faultOf(name);
  if (fault !== undefined) {
    throw new LocalError("bad_name", `Cannot use plugin name ${JSON.stringify(name)}: ${fault}`);
  }
}

function faultOf(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.includes("/")) return "a slash would lead out of the plugin directory";
  if (name.includes("\0")) return "it contains a NUL character";
  if (name.startsWith(".")) return "names that begin with a dot are hidden";
  const ending = reservedEndings.find((reserved) => name.endsWith(reserved));
  return ending === undefined
    ? undefined
    : `files that end in ${ending} belong to the plugin named before it`;
}
