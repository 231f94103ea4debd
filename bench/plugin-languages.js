/**
 * How fast a plugin made with `@infrakit/rpc` is beside the same plugin in Go: `examples/plugin-typescript` and
 * `examples/plugin-go`, each a process of its own with 20 instances in files, called by the same client. Rounds are
 * interleaved in random order, and a ratio is the median of the ratios within rounds. Needs `go`.
 *
 * `npm run build && node bench/plugin-languages.js [rounds] [milliseconds]`
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectInstance, connectPlugin } from "@infrakit/rpc";
import { median, shuffled } from "./rounds.js";

const rounds = Number(process.argv[2] ?? 15);
const ms = Number(process.argv[3] ?? 400);
const warmUpMs = 1500;
const instanceCount = 20;
const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const cases = ["validate", "label", "describe"].flatMap((call) =>
  [1, 64].map((callers) => ({ call, callers })),
);

const directory = await mkdtemp(join(tmpdir(), "plugin-bench-"));
const binary = join(directory, "plugin-go");
execFileSync("go", ["build", "-o", binary, "."], { cwd: join(examples, "plugin-go"), stdio: "inherit" });
execFileSync("npx", ["tsc"], { cwd: join(examples, "plugin-typescript"), stdio: "inherit" });
const languages = {
  TypeScript: {
    command: [process.execPath, join(examples, "plugin-typescript/dist/plugin.js")],
    name: "typescript-files",
  },
  Go: { command: [binary], name: "go-files" },
};
const processes = [];

/** A plugin with instances, and a process that calls it. */
async function start({ command: [program, ...args], name }) {
  const instances = join(directory, `${name}-instances`);
  const plugins = join(directory, `${name}-plugins`);
  await mkdir(instances, { mode: 0o700 });
  await mkdir(plugins, { mode: 0o700 });
  const env = { ...process.env, INFRAKIT_PLUGINS_DIR: plugins, INSTANCES_DIR: instances };
  const plugin = spawn(program, args, { env, stdio: "inherit" });
  processes.push(plugin);
  const path = join(plugins, name);
  await provision(path, plugin);
  const client = fork(new URL("./plugin-languages/client.js", import.meta.url), [path]);
  processes.push(client);
  await once(client, "message");
  return client;
}

async function provision(path, process) {
  const connection = connectPlugin(path);
  const plugin = connectInstance(connection, "bench");
  for (let made = 0; made < instanceCount;) {
    try {
      await plugin.provision({ properties: null, tags, init: "", logicalId: null, attachments: [] });
      made++;
    } catch (error) {
      // Until the plugin listens.
      if (error.code !== "plugin_unreachable" || process.exitCode !== null) throw error;
    }
  }
  await connection.close();
}

const tags = { "infrakit.group": "workers", "infrakit.config.hash": "yt3hn4ogfppfdsus7s6g7khams67bqdr" };

async function order(client, question) {
  client.send(question);
  return (await once(client, "message"))[0];
}

try {
  const clients = {};
  for (const [language, of] of Object.entries(languages)) clients[language] = await start(of);
  for (const of of cases)
    for (const client of Object.values(clients)) await order(client, { ...of, ms: warmUpMs });
  const results = [];
  for (let round = 0; round < rounds; round++) {
    for (const of of shuffled(cases)) {
      const measured = {};
      for (const language of shuffled(Object.keys(clients)))
        measured[language] = await order(clients[language], { ...of, ms });
      results.push({ of, measured });
    }
  }
  report(results);
} finally {
  for (const each of processes) each.kill();
  await rm(directory, { recursive: true, force: true });
}

function report(results) {
  const rows = cases.map((of) => {
    const measured = results.filter((result) => result.of === of).map((result) => result.measured);
    const both = (what) =>
      Object.keys(languages)
        .map((language) => Math.round(median(measured.map((each) => each[language][what]))))
        .join(" / ");
    const ratio = (what) =>
      median(measured.map(({ TypeScript, Go }) => TypeScript[what] / Go[what])).toFixed(2);
    return {
      ...of,
      "calls/s TypeScript / Go": both("rate"),
      "to Go": ratio("rate"),
      "p99 us": both("p99"),
      "p99 to Go": ratio("p99"),
    };
  });
  console.table(rows);
}
