import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileInstances } from "@infrakit/plugins/instance/file";
import { expect, onTestFinished, test } from "vitest";

test("createFileInstances() tells what the system says in Node's words [differs.operating-system]", async () => {
  const directory = await mkdtemp(join(tmpdir(), "compat-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, "instance-1"));
  await expect(createFileInstances({ directory }).label("instance-1", { a: "b" })).rejects.toThrow(
    "EISDIR: illegal operation on a directory, read",
  );
});
