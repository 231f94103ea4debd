import { readFileSync } from "node:fs";
import { endWith, watchOutput } from "./broken-output.ts";

/**
 * The command's entry. It says its version without loading anything else.
 *
 * @module
 */
const manifest = new URL("../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  watchOutput(process, endWith);
  process.stdout.write(`${version}\n`);
} else {
  const { run } = await import("./run.ts");
  process.exitCode = await run(argv, version);
}
