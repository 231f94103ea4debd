import { fork } from "node:child_process";
import { once } from "node:events";

/** The side of a process that gives orders: starts a script of this folder, and resolves when it is ready. */
export async function start(script, ...args) {
  const child = fork(new URL(script, import.meta.url), args);
  const failed = once(child, "exit").then(([status]) => {
    throw new Error(`Cannot start "${script}": exit status ${status}`);
  });
  await Promise.race([once(child, "message"), failed]);
  failed.catch(() => "it ends when its work is done");
  return child;
}

/** Gives an order and waits for its result. @throws Error if the process ends instead. */
export async function ask(child, order, details = {}) {
  const done = new AbortController();
  const { signal } = done;
  const answer = once(child, "message", { signal });
  const ended = once(child, "exit", { signal }).then(([status, killedBy]) => {
    throw new Error(`Cannot ${order}: the process has ended (${status ?? killedBy})`);
  });
  try {
    child.send({ order, ...details });
    const [{ error, result }] = await Promise.race([answer, ended]);
    if (error !== undefined) throw new Error(`Cannot ${order}: ${error}`);
    return result;
  } finally {
    for (const waiting of [answer, ended]) waiting.catch(() => "nobody waits for it any more");
    done.abort();
  }
}

/** The side that obeys, one order after the other. Ends with the process that started it. */
export function obey(orders) {
  process.on("message", async ({ order, ...details }) => {
    try {
      process.send({ result: (await orders[order](details)) ?? null });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
  process.on("disconnect", () => process.exit(0));
  process.send("ready");
}

/** CPU time of this process since the last time this was asked, in milliseconds, and its memory. */
export function createUsage() {
  let before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 2 ** 20 };
  };
}
