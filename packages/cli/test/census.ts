import { aliveWith } from "./alive.ts";
import type { Home } from "./home.ts";

/** The processes of a home's instances, as the system tells: nothing that a program of ours says counts. */
export interface Census {
  /** How many processes are alive. */
  readonly processes: number;
  /** How many instances and slots they belong to; all the same if nothing is doubled. */
  readonly instances: number;
  readonly slots: number;
  /** What versions of the spec they were made from, each once. */
  readonly versions: readonly string[];
}

/** Counts what is alive now. */
export function takeCensus(home: Home): Census {
  const alive = instancesOf(home);
  return {
    processes: alive.length,
    instances: new Set(alive.map(({ instance }) => instance)).size,
    slots: new Set(alive.map(({ variables }) => variables.get("INFRAKIT_SLOT"))).size,
    versions: [...new Set(alive.map(({ variables }) => variables.get("VERSION") ?? ""))],
  };
}

/**
 * Counts again and again, and remembers every time that there were more than might be, or two in one slot. A look at
 * all processes takes its time, but what it finds was alive together: only those are looked at that were there when it
 * began.
 */
export class CensusTaker {
  most = 0;
  readonly #tooMany: string[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(home: Home) {
    this.#timer = setInterval(() => this.#count(home), 15);
  }

  /** What was wrong, each time. */
  get tooMany(): readonly string[] {
    return this.#tooMany;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #count(home: Home): void {
    const { processes, slots } = takeCensus(home);
    if (processes > this.most) this.#tooMany.push(`${processes} where at most ${this.most} may be`);
    if (processes > slots) this.#tooMany.push(`${processes} in ${slots} slots`);
  }
}

function instancesOf(home: Home): ReturnType<typeof aliveWith> {
  return aliveWith("INFRAKIT_HOME", home.path).filter(({ instance }) => instance !== "");
}
