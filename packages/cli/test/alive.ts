import { readdirSync, readFileSync } from "node:fs";

/** A process that lives, as the system tells: not as any program of ours does. */
export interface AliveProcess {
  readonly pid: number;
  readonly instance: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** All processes that run with this variable in their environment and are not zombies. */
export function aliveWith(name: string, value: string): readonly AliveProcess[] {
  return readdirSync("/proc")
    .filter((entry) => /^[0-9]+$/.test(entry))
    .flatMap((entry) => find(Number(entry), `${name}=${value}`));
}

function find(pid: number, variable: string): readonly AliveProcess[] {
  try {
    const state = /^\d+ \(.*\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
    if (state === "Z" || state === "X") return [];
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    if (!environment.includes(variable)) return [];
    const variables = new Map(environment.map(splitVariable));
    return [{ pid, instance: variables.get("INFRAKIT_INSTANCE") ?? "", variables }];
  } catch {
    // It ended while it was looked at: then it is not alive.
    return [];
  }
}

function splitVariable(text: string): [name: string, value: string] {
  const end = text.indexOf("=");
  return [text.slice(0, end), text.slice(end + 1)];
}
