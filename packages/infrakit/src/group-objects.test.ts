import { createMemoryJournal, type Journal } from "@infrakit/group";
import { expect, test } from "vitest";
import { tellChanges } from "./group-objects.ts";

const record = { id: "web", text: "{}" };

/** A journal with a record of `web` that a predecessor has saved. */
async function filled(): Promise<Journal> {
  const journal = createMemoryJournal();
  await journal.save(record);
  return journal;
}

test.for<
  readonly [
    string,
    journal: () => Promise<Journal>,
    use: (journal: Journal) => Promise<unknown>,
    told: number,
  ]
>([
  ["it was saved", async () => createMemoryJournal(), (journal) => journal.save(record), 1],
  ["it was loaded", filled, (journal) => journal.load(), 1],
  ["its first commit was refused", async () => createMemoryJournal(), async () => undefined, 0],
])("tellChanges() says that a group is gone, once, or not at all, when %s", async ([, open, use, told]) => {
  const changes: unknown[] = [];
  const { journal } = tellChanges(await open(), (change) => changes.push(change));
  await use(journal);
  await journal.remove("web");
  await journal.remove("web");
  expect(changes).toEqual(Array.from({ length: told }, () => ({ id: "web", status: null })));
});
