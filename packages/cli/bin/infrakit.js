#!/usr/bin/env node
// Loads the bundled command. npm links this file when it installs, before anything is built.
import { existsSync } from "node:fs";

const bundle = new URL("../dist/infrakit.js", import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write("infrakit: the command is not built; run npm run build first\n");
  process.exitCode = 1;
}
