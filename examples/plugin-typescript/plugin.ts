// An InfraKit instance plugin: each instance is a file in INSTANCES_DIR.
import { servePlugin } from "@infrakit/rpc";
import type { InstancePlugin } from "@infrakit/spi";
import { Files } from "./files.ts";

const files = new Files(process.env["INSTANCES_DIR"] ?? "instances");

const instance: InstancePlugin = {
  async validate(properties) {
    if (properties?.text.startsWith("{") === false) throw new Error("Properties must be an object");
  },
  provision: async (spec) => instance.validate(spec.properties).then(() => files.add(spec)),
  label: async (id, labels) => files.label(id, labels),
  destroy: async (id) => files.remove(id),
  describeInstances: async ({ tags }) => files.list(tags),
};

const server = await servePlugin({ instance }, { name: "typescript-files" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
