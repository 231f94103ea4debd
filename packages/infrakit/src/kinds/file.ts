import { tmpdir } from "node:os";
import { createFileInstances } from "@infrakit/plugins/instance/file";
import { type Kind, unnamed } from "./kind.ts";

/** Instances that are files in `INFRAKIT_INSTANCE_FILE_DIR`, or in the system's directory for temporary files. */
export const fileKind: Kind = {
  name: "file",
  socketName: "file",
  listsAtOnce: true,
  async open({ env }) {
    const chosen = env["INFRAKIT_INSTANCE_FILE_DIR"];
    const directory = chosen === undefined || chosen === "" ? tmpdir() : chosen;
    return {
      objects: { instance: { [unnamed]: createFileInstances({ directory }) } },
      close: async () => {},
    };
  },
};
