import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileWorld } from "./file-world.ts";
import { callsAmong } from "./message.ts";
import { readRecordings, recordingFiles } from "./recording.ts";

// Each test follows from the one before.
for (const file of recordingFiles) {
  describe(`${file} [instance.file]`, { shuffle: false }, () => {
    const calls = callsAmong(readRecordings(file)).filter(
      ({ plugin, called }) => ["file", "instance-file"].includes(plugin) && called.startsWith("Instance."),
    );
    let directory: string;
    let world: FileWorld;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "compat-"));
      world = new FileWorld(directory, calls);
    });
    afterAll(() => rm(directory, { recursive: true, force: true }));

    test("calls of it were recorded", () => {
      expect(calls).not.toEqual([]);
    });

    test.for(calls)("createFileInstances() does as recorded in $name", async (call) => {
      await world.prepare(call);
      expect(inOrder(await world.answer(call))).toEqual(inOrder(call.response.body));
    });
  });
}

/** Instances are listed in the order of ids that are drawn: the text around them, and each of them, in one order. */
function inOrder(body: string): readonly string[] {
  return body
    .split(/(?=\{"ID":")|(?<=\})(?=\]\},"id")/)
    .map((part) => part.replace(/,$/, ""))
    .toSorted();
}
