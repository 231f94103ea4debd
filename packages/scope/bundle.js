// Puts the page into three files that need nothing else: `dist/page/{index.html,page.js,page.css}`. Run after `tsc -b`,
// which checks the page but leaves no code of it behind.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const source = join(import.meta.dirname, "src/page");
const target = join(import.meta.dirname, "dist/page");
await mkdir(target, { recursive: true });
await copyFile(join(source, "index.html"), join(target, "index.html"));
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: [
    { in: join(source, "main.tsx"), out: "page" },
    { in: join(source, "page.css"), out: "page" },
  ],
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  // The oldest browsers that know `light-dark()`, which the colours are made with.
  target: ["chrome123", "firefox120", "safari17.5"],
  // preact's licence asks to be named; a comment at the end of the file does.
  legalComments: "eof",
  banner: { js: "/* Contains preact, MIT licence, https://preactjs.com */" },
  logLevel: "warning",
});
