import { expect, test } from "vitest";
import { settle } from "../../test/manual-clock.ts";
import { emptyReport, type Report } from "../report/index.ts";
import { ChangeFeed } from "./change-feed.ts";
import type { ScopeChange } from "./scope-host.ts";

const shortcut = (windowNs: number): Report => ({ ...emptyReport(), isShortcut: true, windowNs });

async function takeAll(changes: AsyncIterable<ScopeChange>): Promise<readonly ScopeChange[]> {
  const taken: ScopeChange[] = [];
  for await (const change of changes) taken.push(change);
  return taken;
}

test("subscribe() gives several changes of a kind as one when nobody reads, and all shortcuts first", async () => {
  const feed = new ChangeFeed();
  const changes = feed.subscribe(new AbortController().signal);
  for (const kind of ["report", "plugins", "report"] as const) feed.publish({ kind });
  for (const number of [1, 2]) feed.publish({ kind: "shortcut", shortcut: shortcut(number) });
  feed.close();
  expect(await takeAll(changes)).toEqual([
    { kind: "shortcut", shortcut: shortcut(1) },
    { kind: "shortcut", shortcut: shortcut(2) },
    { kind: "report" },
    { kind: "plugins" },
  ]);
});

test("subscribe() wakes who waits, and ends when the signal is aborted", async () => {
  const feed = new ChangeFeed();
  const ending = new AbortController();
  const taken = takeAll(feed.subscribe(ending.signal));
  await settle();
  feed.publish({ kind: "report" });
  await settle();
  feed.publish({ kind: "report" });
  await settle();
  ending.abort();
  expect(await taken).toEqual([{ kind: "report" }, { kind: "report" }]);
});

test("subscribe() keeps the last shortcuts when more come than are read", async () => {
  const feed = new ChangeFeed();
  const changes = feed.subscribe(new AbortController().signal);
  for (let number = 0; number < 100; number++) feed.publish({ kind: "shortcut", shortcut: shortcut(number) });
  feed.close();
  const windows = (await takeAll(changes)).map((change) => change.shortcut?.windowNs);
  expect(windows).toEqual(Array.from({ length: 64 }, (_, index) => index + 36));
});

test.for<readonly [when: string, changes: (feed: ChangeFeed) => AsyncIterable<ScopeChange>]>([
  ["the signal was aborted before", (feed) => feed.subscribe(AbortSignal.abort())],
  [
    "the feed was closed before",
    (feed) => {
      feed.close();
      return feed.subscribe(new AbortController().signal);
    },
  ],
])("subscribe() ends at once when %s", async ([, changes]) => {
  expect(await takeAll(changes(new ChangeFeed()))).toEqual([]);
});
