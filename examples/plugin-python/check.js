// Sees that the plugin does what a plugin should.
import { join } from "node:path";
import { checkPlugin, requireProgram } from "../plugin-check/check-plugin.js";

requireProgram("python3");
const args = ["-B", join(import.meta.dirname, "plugin.py")];
await checkPlugin({ name: "python-files", program: "python3", args });
