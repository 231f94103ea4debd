import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { ManualClock } from "../../packages/scope/test/manual-clock.ts";
import {
  goodReport,
  httpAnswer,
  type RawRequest,
  type Script,
  ScriptedPlugin,
} from "../../packages/scope/test/scripted-plugin.ts";
import type { RecordedCase } from "./recorded-case.ts";

/** What the reports of plugins are cut off at. */
const limitBytes = 50 * 1024 * 1024;

/** What a plugin did that was driven by a program and not by a list of answers. */
export type Drive = (request: RawRequest, connection: Socket, clock: ManualClock) => void;

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

/** Answers after so many milliseconds. */
function late(milliseconds: number, { onlyFirst = false } = {}): Drive {
  return ({ index, path }, connection, clock) => {
    const answer = httpAnswer(specOf(onlyFirst ? "slow-once" : `slow-${milliseconds}`));
    if (!path.startsWith("/report")) throw new Error(`nobody asks for ${path}`);
    if (onlyFirst && index > 0) connection.write(answer);
    else clock.callAfter(milliseconds, () => connection.write(answer));
  };
}

/** So many bytes, white space before or behind the report. */
function padded(id: string, bytes: number, { behind = false } = {}): Drive {
  return (_, connection) => {
    const report = specOf(id);
    const space = Buffer.alloc(bytes - report.length, " ");
    connection.write(`${head}${bytes}\r\n\r\n`);
    for (const part of behind ? [report, space] : [space, report]) connection.write(part);
  };
}

/** A report whose description is so long that all of it has so many bytes. */
function described(id: string, bytes: number): Drive {
  return (_, connection) => {
    const [start = "", end = ""] = specOf(id).split(`test plugin ${id}`);
    connection.write(`${head}${bytes}\r\n\r\n${start}`);
    connection.write(Buffer.alloc(bytes - start.length - end.length, "x"));
    connection.write(end);
  };
}

/** The first part at once, the others one after the other, with so many milliseconds before each. */
function inParts(milliseconds: number, parts: readonly string[]): Drive {
  return (_, connection, clock) => {
    const [first = "", ...others] = parts;
    connection.write(first);
    others.forEach(
      (part, index) => void clock.callAfter(milliseconds * (index + 1), () => connection.write(part)),
    );
  };
}

/** Good answers to the first three requests, then others. */
function changing(first: string, later: string): Drive {
  return ({ index }, connection) => void connection.write(index < 3 ? httpAnswer(first) : later);
}

function specOf(id: string, description = `test plugin ${id}`): string {
  const label = id.replace(/(?<![a-z])[a-z]/g, (start) => start.toUpperCase());
  const spec = { id, label, description, interfaces: ["reporter"], api_version: "1" };
  return JSON.stringify({ Plugins: [spec] });
}

const slowBody = `${head}${specOf("slow-body").length}\r\n\r\n${specOf("slow-body")}`;
const trickle = `${head}${specOf("trickle").length}\r\n\r\n${specOf("trickle")}`;
const MiB = 1024 * 1024;

/** How the plugins of cases behaved that did more than give their recorded answers. */
const drives: Readonly<Record<string, Drive>> = {
  "big-back-60m": padded("big-back-60m", 60 * MiB, { behind: true }),
  "big-desc-60m": described("big-desc-60m", 60 * MiB),
  "big-front-1m": padded("big-front-1m", MiB),
  "big-front-50m1": padded("big-front-50m1", limitBytes + 1),
  "big-front-60m": padded("big-front-60m", 60 * MiB),
  eof: (_, connection) => void connection.destroy(),
  "fails-later": changing(
    specOf("fails-later", "the good one"),
    httpAnswer("x", "HTTP/1.1 500 Internal Server Error"),
  ),
  "size-50m": padded("size-50m", limitBytes),
  "size-50m+1": padded("size-50m-p1", limitBytes + 1),
  "size-50m+2": padded("size-50m-p2", limitBytes + 2),
  "slow-400": late(400),
  "slow-body": inParts(600, [slowBody.slice(0, -20), slowBody.slice(-20)]),
  "slow-once": late(600, { onlyFirst: true }),
  "spec-late-change": changing(specOf("spec-late-change"), httpAnswer(specOf("changed"))),
  trickle: inParts(50, trickle.match(/[^]{1,10}/g) ?? []),
};

/** Plugins that listened under names that are no ids. */
const misnamed = ["dotname", "dotted", "hidden", "tilde", "underscore"];

/** Puts what a case had at its socket's path there, below the root; gives the plugin if somebody listens. */
export async function startCase(
  recorded: RecordedCase,
  { root, clock }: { readonly root: string; readonly clock: ManualClock },
): Promise<ScriptedPlugin | undefined> {
  const path = recorded.socketPath.replace("<root>", root);
  mkdirSync(dirname(path), { recursive: true });
  const put = files[recorded.name];
  if (put !== undefined) {
    await put(path);
    return undefined;
  }
  if (recorded.name === "linkdir-target") symlinkSync(dirname(path), join(root, "linkdir"));
  if (recorded.name === "linked-target") symlinkSync(path, join(root, "linked.sock"));
  return ScriptedPlugin.listen(path, scriptOf(recorded, clock));
}

function scriptOf(recorded: RecordedCase, clock: ManualClock): Script {
  const drive = drives[recorded.name];
  if (drive !== undefined) return (request, connection) => drive(request, connection, clock);
  const { answers, isClosing } = recorded;
  if (misnamed.includes(recorded.name))
    return (_, connection) => void connection.write(httpAnswer(goodReport("x")));
  if (answers.length === 0) throw new Error(`nothing says how the plugin of ${recorded.name} answered`);
  const [first = "", second = first] = answers;
  return ({ path }, connection) => {
    connection.write(path === "/report2" ? second : first, "latin1");
    if (isClosing) connection.end();
  };
}

/** Cases in which nobody listens, and how their files are made. */
const files: Readonly<Record<string, (path: string) => unknown>> = {
  broken: (path) => symlinkSync("nowhere", path),
  dgram: (path) =>
    runPython("import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(path)", path),
  fifo: (path) => runPython("import os; os.mkfifo(path)", path),
  regular: (path) => writeFileSync(path, ""),
  stale: leaveDeadSocket,
};

/** Node makes neither of these. */
export const madeByPython: readonly string[] = ["dgram", "fifo"];

function runPython(program: string, path: string): void {
  execFileSync("python3", ["-c", `import sys; path = sys.argv[1]; ${program}`, path]);
}

/** A socket that nobody listens on: its server believes that it is somewhere else, and removes nothing. */
async function leaveDeadSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.living`);
  await once(server, "listening");
  renameSync(`${path}.living`, path);
  server.close();
}
