// Sees that the plugin does what a plugin should.
import { join } from "node:path";
import { checkPlugin } from "../plugin-check/check-plugin.js";

const args = [join(import.meta.dirname, "dist/plugin.js")];
await checkPlugin({ name: "typescript-files", program: process.execPath, args });
