/**
 * Whether memory is flat over many calls: a server and a client, each in a process of its own, and 64 callers. Prints
 * heap and RSS of both at intervals, after a collection, and the slope of the heaps after a warm-up of a fifth of all
 * calls. Exits with 1 if one of them grows.
 *
 * `npm run build && node bench/rpc-memory.js [calls]`, a million by default
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const calls = Number(process.argv[2] ?? 1_000_000);
const intervals = 20;
/** Bytes a call by which a heap may grow: what the collector leaves is noise of some hundred kB. */
const maxBytesPerCall = 2;

const directory = await mkdtemp(join(tmpdir(), "rpc-memory-"));
const path = join(directory, "memory");
const children = [];

async function start(role) {
  const script = new URL("./rpc/memory-process.js", import.meta.url);
  const child = fork(script, [role, path], { execArgv: ["--expose-gc"] });
  children.push(child);
  await once(child, "message");
  return child;
}

async function ask(child, order) {
  child.send(order);
  return (await once(child, "message"))[0];
}

const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);

/** Least squares: how much `y` grows with `x`. */
function slopeOf(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return above / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

function judge(role, samples) {
  const settled = samples.filter(({ done }) => done > calls / 5);
  const slope = slopeOf(settled.map((sample) => ({ x: sample.done, y: sample[role].heapUsed })));
  const isFlat = slope <= maxBytesPerCall;
  console.log(
    `${role}: ${isFlat ? "flat" : "NOT flat"}, ${slope.toFixed(3)} bytes of heap a call after the warm-up`,
  );
  return isFlat;
}

try {
  const server = await start("server");
  const client = await start("client");
  const samples = [];
  console.log("calls     server heap  server RSS  client heap  client RSS  (MB)");
  for (let interval = 1; interval <= intervals; interval++) {
    const count =
      Math.round((calls * interval) / intervals) - Math.round((calls * (interval - 1)) / intervals);
    const sample = { client: await ask(client, count), server: await ask(server, 0) };
    samples.push({ ...sample, done: Math.round((calls * interval) / intervals) });
    const figures = [sample.server.heapUsed, sample.server.rss, sample.client.heapUsed, sample.client.rss];
    const row = figures.map((bytes) => megabytes(bytes).padStart(11)).join(" ");
    console.log(String(samples.at(-1).done).padEnd(9), row);
  }
  const areFlat = [judge("server", samples), judge("client", samples)];
  process.exitCode = areFlat.every(Boolean) ? 0 : 1;
} finally {
  for (const child of children) child.disconnect();
  await rm(directory, { recursive: true, force: true });
}
