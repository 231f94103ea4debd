// How long the command takes to say its version, against Node doing nothing. Run after `npm run build`:
//   node bench/startup.js [rounds]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 30);
const command = fileURLToPath(new URL("../packages/cli/bin/infrakit.js", import.meta.url));
const contestants = { "node -e 0": ["-e", "0"], "infrakit --version": [command, "--version"] };

/** @param {readonly string[]} args */
function milliseconds(args) {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`Cannot run node ${args.join(" ")}: exit status ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (const args of Object.values(contestants)) milliseconds(args);
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(contestants)) times[name]?.push(milliseconds(args));
}
const [nothing = [], version = []] = Object.values(times);
const ratios = version.map((time, round) => time / (nothing[round] ?? Number.NaN));
for (const [name, values] of Object.entries(times))
  console.log(`${name.padEnd(20)} ${median(values).toFixed(1)} ms`);
console.log(`ratio                ${median(ratios).toFixed(2)} (median of ${rounds} pairs)`);
