// What the README says, done: with a container engine the plugin counts by container, without one by mount, and says which.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { checkScopePlugin } from "../scope-check/check-scope-plugin.js";

const plugin = { id: "volume-count", program: join(import.meta.dirname, "dist/plugin.js") };
const home = await mkdtemp(join(tmpdir(), "engine-"));
try {
  await checkMounts();
  await checkEngine();
  await checkBrokenEngine();
} finally {
  await rm(home, { recursive: true });
}
await checkUsualEngine();

async function checkMounts() {
  const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n");
  const root = lines.some((line) => /^\S+ \S+ \S+ \S+ \/ /.test(line));
  await checkScopePlugin({
    ...plugin,
    env: { DOCKER_HOST: `unix://${join(home, "absent.sock")}` },
    async look(shown) {
      const node = shown.nodes("Host").get(`${hostname()};<host>`);
      const count = Number(node.latest.get("volume_count").value);
      assert.ok(root && count >= 1 && count < lines.length, `${count} of ${lines.length - 1} mounts`);
      assert.equal(node.latest.get("volume_source").value, "mounts of this machine");
      assert.equal(shown.said, "volume-count counts by: mounts of this machine\n");
      console.log(`no container engine: ${count} mounts`);
    },
  });
}

/** An engine that lists what one lists: Docker's API, two containers. */
async function checkEngine() {
  const [one, other] = ["a".repeat(64), "b".repeat(64)];
  const containers = [
    { Id: one, Mounts: [{ Type: "volume", Name: "data" }, { Type: "bind" }] },
    { Id: other },
  ];
  await withEngine(200, containers, (env, socket) =>
    checkScopePlugin({
      ...plugin,
      env,
      async look(shown) {
        const counts = [...shown.nodes("Container").values()].map(({ id, latest }) => [
          id,
          latest.get("volume_count").value,
          latest.get("volume_source").value,
        ]);
        const source = `container engine at ${socket}`;
        const expected = [
          [`${one};<container>`, "2", source],
          [`${other};<container>`, "0", source],
        ];
        assert.deepEqual(counts, expected);
        console.log("a container engine: 2 volumes and 0");
      },
    }),
  );
}

/** Of an engine that fails people are told why. */
async function checkBrokenEngine() {
  await withEngine(500, "no space left", (env, socket) =>
    checkScopePlugin({
      ...plugin,
      env,
      status: `error: plugin returned non-200 status code: 503 Cannot list containers at "${socket}": "no space left"`,
    }),
  );
}

async function withEngine(status, answer, use) {
  const socket = join(home, "engine.sock");
  const server = createServer((request, response) => {
    if (request.url !== "/containers/json") return response.writeHead(404).end();
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  }).listen(socket);
  await once(server, "listening");
  try {
    await use({ DOCKER_HOST: `unix://${socket}` }, socket);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
}

/** On a machine with an engine its own containers are counted. */
async function checkUsualEngine() {
  if (!existsSync("/var/run/docker.sock")) {
    console.log("not looked at: an engine of this machine, /var/run/docker.sock is absent");
    return;
  }
  await checkScopePlugin({
    ...plugin,
    async look(shown) {
      assert.match(shown.said, /container engine at/);
      console.log(`the container engine of this machine: ${shown.nodes("Container").size} containers`);
    },
  });
}
