import { readFile } from "node:fs/promises";

/** Shares of the time of all processors, in percent. */
export interface CpuShares {
  readonly idle: number;
  readonly iowait: number;
}

/** Reads how processors spend their time, from one look to the next; the first time, since the machine was started. */
export class CpuTimes {
  readonly #file: string;
  #last: readonly number[] = [];
  #shares: CpuShares = { idle: 0, iowait: 0 };

  /** The file is `/proc/stat`, or one like it. */
  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<CpuShares> {
    const times = parseCpuTimes(await readFile(this.#file, "utf8"));
    const spent = times.map((time, index) => Math.max(0, time - (this.#last[index] ?? 0)));
    const [, , , idle = 0, iowait = 0] = spent;
    const all = spent.reduce((sum, time) => sum + time, 0);
    this.#last = times;
    // Two looks within one tick of the clock, 10 ms, show nothing new.
    if (all > 0) this.#shares = { idle: (100 * idle) / all, iowait: (100 * iowait) / all };
    return this.#shares;
  }
}

/**
 * The line of all processors: user, nice, system, idle, iowait, irq, softirq, steal, in ticks. What guests spend comes
 * behind these and is a part of user and nice.
 */
function parseCpuTimes(text: string): readonly number[] {
  const line = /^cpu +(.*)$/m.exec(text)?.[1];
  if (line === undefined)
    throw new Error("Cannot read the times of processors: there is no line that begins with cpu");
  return line.split(" ").slice(0, 8).map(Number);
}
