// Builds the plugin, then sees that it does what a plugin should.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPlugin, requireProgram, run } from "../plugin-check/check-plugin.js";

requireProgram("go");
const directory = mkdtempSync(join(tmpdir(), "plugin-go-"));
const program = join(directory, "plugin");
try {
  run("go", ["vet", "."], import.meta.dirname);
  run("go", ["build", "-o", program, "."], import.meta.dirname);
  await checkPlugin({ name: "go-files", program, args: [] });
} finally {
  rmSync(directory, { recursive: true });
}
