// Puts the command and all that it needs into a few files, so that it starts fast: `dist/infrakit.js` is loaded
// always, what is in `dist/chunk` when a command needs it. Run after `tsc -b`.
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const directory = import.meta.dirname;
await rm(join(directory, "dist/chunk"), { recursive: true, force: true });
await build({
  absWorkingDir: directory,
  entryPoints: { infrakit: "dist/main.js" },
  outdir: "dist",
  chunkNames: "chunk/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  legalComments: "linked",
  // CommonJS libraries call `require`, which a module has not.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
});
// What looks for the page beside the code of its server finds it beside the chunks.
await cp(join(directory, "../scope/dist/page"), join(directory, "dist/page"), { recursive: true });
