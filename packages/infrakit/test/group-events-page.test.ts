import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { groupEventTypes } from "@infrakit/group";
import { expect, test } from "vitest";

test("docs/reference/events.md lists every event of a group", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/reference/events.md"), "utf8");
  const [, section = ""] = page.split("## Events of groups\n");
  const listed = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([a-z-]+)`/gm)].map(([, type]) => type);
  expect(listed).toEqual([...groupEventTypes]);
});
