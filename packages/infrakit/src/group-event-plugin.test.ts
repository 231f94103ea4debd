import { groupEventTypes } from "@infrakit/group";
import { absentList } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { GroupEventFeed, maxWaitingNews } from "./group-event-feed.ts";
import { createGroupEventPlugin } from "./group-event-plugin.ts";

const gone = (id: string) => ({ id, status: null });

function openPlugin(...ids: readonly string[]) {
  const feed = new GroupEventFeed(() => Date.UTC(2026, 0, 2));
  const numbers = { desired: 0, ready: 0, conditions: [], nextLookAt: null };
  for (const id of ids) {
    feed.push({ id, status: { phase: "waiting", reason: "", commit: "v1", slots: [], ...numbers } });
  }
  return { feed, plugin: createGroupEventPlugin(feed) };
}

test.for<readonly [topic: readonly string[], nodes: readonly string[]]>([
  [[], ["groups"]],
  [["groups"], ["a", "b/c"]],
  [["groups", "a"], groupEventTypes],
  [["groups", "b", "c"], groupEventTypes],
  [["groups", "a", "created"], []],
  [["groups", "nobody"], absentList],
  [["groups", "a", "nothing"], absentList],
  [["else"], absentList],
])("list() below %j lists %j", async ([topic, nodes]) => {
  const { plugin } = openPlugin("a", "b/c");
  expect(await plugin.list(topic)).toEqual(nodes);
});

test.for([
  ["", "groups/a/gone"],
  [".", "groups/a/gone"],
  ["groups/", "groups/a/gone"],
  ["/groups/b/", "groups/b/gone"],
  ["groups/b/gone", "groups/b/gone"],
] as const)("subscribe() to %j begins with what happens under %s", async ([topic, expected]) => {
  const { feed, plugin } = openPlugin("a", "b");
  const { signal } = new AbortController();
  const first = plugin.subscribe(topic, { signal })[Symbol.asyncIterator]().next();
  feed.push(gone("a"));
  feed.push(gone("b"));
  const { value } = (await first) as IteratorYieldResult<{ topic: string }>;
  expect(value.topic).toBe(expected);
});

test("subscribe() gives events as the wire has them when something happens", async () => {
  const { feed, plugin } = openPlugin("a");
  const { signal } = new AbortController();
  const first = plugin.subscribe("", { signal })[Symbol.asyncIterator]().next();
  feed.push(gone("a"));
  const { value } = (await first) as IteratorYieldResult<{ data: { text: string } }>;
  expect({ ...value, data: value.data.text }).toEqual({
    topic: "groups/a/gone",
    type: "gone",
    id: "a",
    message: "the group is no longer kept",
    timestamp: "2026-01-02T00:00:00.000Z",
    received: "0001-01-01T00:00:00Z",
    data: '{"Group":"a","Commit":"v1","Slot":null,"Instance":null}',
    error: null,
  });
});

test("subscribe() tells under the wanted topic how many events were lost when they came too fast", async () => {
  const { feed, plugin } = openPlugin("a");
  const { signal } = new AbortController();
  const reading = plugin.subscribe("groups/a/", { signal })[Symbol.asyncIterator]();
  const first = reading.next();
  for (let count = 0; count < maxWaitingNews + 3; count++) feed.push(gone("a"));
  await first;
  for (let read = 1; read < maxWaitingNews; read++) await reading.next();
  const { value } = (await reading.next()) as IteratorYieldResult<{ data: { text: string } }>;
  expect({ ...value, data: value.data.text }).toMatchObject({
    topic: "groups/a/",
    type: "error",
    data: '{"Lost":3}',
  });
});
