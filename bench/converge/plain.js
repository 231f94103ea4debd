import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connectFlavor, connectInstance, connectPlugin } from "@infrakit/rpc";
import { groupOf, processGroupOf } from "./group.js";
import { createUsage, obey } from "./processes.js";

/**
 * A loop that makes the calls of a controller and decides nothing: it remembers nothing, retries nothing, and is
 * told what to do. `node plain.js <plugin directory>`.
 */

const [, , directory] = process.argv;
const plugin = connectInstance(connectPlugin(join(directory, "instances")), "instances");
const flavor = connectFlavor(connectPlugin(join(directory, "flavor")), "flavor");
const own = { tags: { "infrakit.group": "bench" }, properties: true };

async function create(group, sequence, id = "bench") {
  const spec = {
    properties: group.instance.properties,
    tags: {
      "infrakit.group": id,
      "infrakit.config.hash": "a5dqpyjgbb5bkksjk6qh5ojytgtfqk4v",
      "infrakit.slot": `${sequence}-k3j9x0qz`,
    },
    init: "",
    logicalId: null,
    attachments: [],
  };
  const allocation = { size: group.size, logicalIds: [] };
  const index = { group: id, sequence };
  const request = { properties: group.flavor?.properties ?? null, spec, allocation, index };
  return await plugin.provision(group.flavor ? await flavor.prepare(request) : spec);
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** As a commit asks: whether the plugins take it, and what is there. */
async function commit({ instance, flavor: { properties }, size }) {
  await flavor.validate(properties, { size, logicalIds: [] });
  await plugin.validate(instance.properties);
  await plugin.describeInstances({ ...own, properties: false });
}

/** So many creations at a time: a connection lets 10,000 calls wait, and there are questions for health too. */
const mostAtOnce = 5000;

/**
 * What is there, and all creations at once, or as many as can wait. Meanwhile it looks at what is there, the last time
 * when all is made, and asks for the health of some: as often as a controller was counted to.
 */
async function converge({ size, calls: { describe, healthy } }) {
  const group = groupOf({ id: "bench", size, version: 1 });
  await commit(group);
  await plugin.describeInstances(own);
  // Those of the commit and before the first creation have been made.
  const looks = describe - 2;
  const [asks, gap] = [Math.round(healthy / looks), size / looks];
  let created = 0;
  const looking = [];
  const createNext = async (sequence) => {
    await create(group, sequence);
    if (++created >= (looking.length + 1) * gap) looking.push(lookAndAsk(group, asks));
  };
  let begun = 0;
  const createMany = async () => {
    while (begun < size) await createNext(begun++);
  };
  await Promise.all(Array.from({ length: mostAtOnce }, createMany));
  await Promise.all(looking);
}

/** Looks at what is there, and asks for the health of so many of them. */
async function lookAndAsk({ flavor: { properties } }, count) {
  const newest = (await plugin.describeInstances(own)).slice(-count);
  await Promise.all(newest.map((instance) => flavor.healthy(properties, instance)));
}

/** One at a time: drained, destroyed, seen to be gone, made anew, seen to be there, and healthy. */
async function roll({ size }) {
  const group = groupOf({ id: "bench", size, version: 2 });
  const { properties } = group.flavor;
  await commit(group);
  for (const [sequence, instance] of (await plugin.describeInstances(own)).entries()) {
    await flavor.drain(properties, instance);
    await plugin.destroy(instance.id, "rolling_update");
    await plugin.describeInstances(own);
    const id = await create(group, sequence);
    const successor = (await plugin.describeInstances(own)).find((each) => each.id === id);
    await flavor.healthy(properties, successor);
  }
}

/** Whatever a plugin hints at is looked after at once. */
async function keep(group, signal) {
  for await (const _ of plugin.changes({ signal })) {
    const { length } = await plugin.describeInstances(own);
    for (let missing = length; missing < group.size; missing++) await create(group, missing);
  }
}

/**
 * Makes as many calls a second as a controller that has nothing to do, evenly spread. A describe lists everything if
 * there are so few that they must be shared, else one group.
 */
async function rest({ groups, size, describesPerSecond, healthPerSecond }) {
  const isShared = describesPerSecond < groups / 20;
  const group = groupOf({ id: "bench", size, version: 1 });
  for (let n = 0; n < groups; n++) {
    const id = `group-${n}`;
    await Promise.all(Array.from({ length: size }, (_, sequence) => create(group, sequence, id)));
  }
  const all = await plugin.describeInstances({ tags: {}, properties: true });
  let described = 0;
  let asked = 0;
  every(describesPerSecond, () => {
    const tags = isShared ? {} : { "infrakit.group": `group-${described++ % groups}` };
    return plugin.describeInstances({ tags, properties: true });
  });
  every(healthPerSecond, () => flavor.healthy(group.flavor.properties, all[asked++ % all.length]));
}

/** Calls so often, those that have fallen due since the last tick together. */
function every(perSecond, call) {
  const start = performance.now();
  let called = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * perSecond);
    for (; called < due; called++) void call();
  }, 100);
}

let stop = new AbortController();
let keeping = Promise.resolve();

obey({
  converge: (details) => timed(() => converge(details)),
  roll: (details) => timed(() => roll(details)),
  async keepProcesses({ size }) {
    stop = new AbortController();
    const group = processGroupOf({ id: "bench", size });
    for (let sequence = 0; sequence < size; sequence++) await create(group, sequence);
    keeping = keep(group, stop.signal);
    // Until the stream of hints is open.
    await wait(500);
  },
  rest,
  async free() {
    stop.abort();
    await keeping;
  },
  usage: createUsage(),
});
