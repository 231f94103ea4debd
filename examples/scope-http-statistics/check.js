// What the README says, done: requests go through the proxy, and the process that answers them has their rates.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { checkScopePlugin } from "../scope-check/check-scope-plugin.js";

const port = await findFreePort();

await refuse();
await checkScopePlugin({
  id: "http-statistics",
  program: join(import.meta.dirname, "dist/plugin.js"),
  args: [String(port), process.execPath, join(import.meta.dirname, "server.js")],
  async look(shown) {
    const [, pid] = /^process (\d+)\n$/.exec(await answerWhenUp());
    const node = () => shown.nodes("Process").get(`${hostname()};${pid}`);
    const before = countsOf(node());
    const paths = ["/", "/", "/", "/missing", "/missing", "/broken"];
    assert.deepEqual(await Promise.all(paths.map(ask)), [200, 200, 200, 404, 404, 500]);
    // What was asked until the server listened was counted too: one that did not listen yet is a 502.
    const added = () => addedTo(before, countsOf(node()));
    await shown.until(() => added()["500"] === 1, "the answers in the table");
    assert.ok(added()["200"] >= 3 && added()["404"] === 2, JSON.stringify(added()));

    const rates = (name) =>
      node()
        .metrics.get(`http_${name}`)
        .samples.map(({ value }) => value);
    const highest = (name) => Math.max(...rates(name));
    assert.ok(highest("requests_per_second") >= highest("client_errors_per_second"));
    for (const name of ["client_errors_per_second", "server_errors_per_second", "answer_ms"])
      assert.ok(highest(name) > 0, name);
    const calm = () => rates("requests_per_second").at(-1) === 0;
    await shown.until(calm, "a rate of nothing when nothing is asked");
    console.log(`process ${pid} has its rates, by kind of answer`);
  },
});

/** A port that is taken: it says so, and ends the process that it has started, which holds stdout open otherwise. */
async function refuse() {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const program = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
  const args = [join(import.meta.dirname, "dist/plugin.js"), String(taken.address().port), ...program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.resume();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  taken.close();
  assert.equal(code, 1);
  assert.match(said, /Cannot listen on port "\d+": .*EADDRINUSE/);
  console.log("a port that is taken leaves no process behind");
}

async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: free } = server.address();
  server.close();
  await once(server, "close");
  return free;
}

async function ask(path) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  await response.text();
  return response.status;
}

async function answerWhenUp() {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const body = await response.text();
    if (response.status === 200) return body;
    assert.equal(response.status, 502);
  }
  throw new Error("the server does not answer after 20 s");
}

/** The rows of the table: answers by status. */
function countsOf(node) {
  const rows = [...node.latest].flatMap(([key, { value }]) => {
    const [, status] = /^http-statistics\.answers\.(\d+)___count$/.exec(key) ?? [];
    return status === undefined ? [] : [[status, Number(value)]];
  });
  return Object.fromEntries(rows);
}

function addedTo(before, after) {
  return Object.fromEntries(Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)]));
}
