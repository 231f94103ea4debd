import { mergeReports, parseReport, type Report, tagReport } from "../src/report/index.ts";
import type {
  ControlAnswer,
  ControlRequest,
  HostedPlugin,
  ScopeChange,
  ScopeHost,
} from "../src/host/index.ts";

/** A host without plugins: a test says what it has seen, and what becomes of controls. */
export class FakeScopeHost implements ScopeHost {
  readonly probeId = "197a7919b8424269";
  readonly hostname = "vm";
  /** What was asked for, oldest first. */
  readonly requests: ControlRequest[] = [];
  #plugins: readonly HostedPlugin[] = [];
  #report: Report;
  #carryOut: (request: ControlRequest) => Promise<ControlAnswer> = async () => ({});
  readonly #readers = new Set<(change: ScopeChange | undefined) => void>();

  constructor(report: unknown = {}) {
    this.#report = this.#read(report);
  }

  plugins(): readonly HostedPlugin[] {
    return this.#plugins;
  }

  report(): Report {
    return this.#report;
  }

  async control(request: ControlRequest): Promise<ControlAnswer> {
    this.requests.push(request);
    return await this.#carryOut(request);
  }

  /** How many read its changes. */
  get readers(): number {
    return this.#readers.size;
  }

  async *changes(signal: AbortSignal): AsyncGenerator<ScopeChange> {
    const waiting: (ScopeChange | undefined)[] = [];
    let wake = (): void => undefined;
    const take = (change: ScopeChange | undefined): void => {
      waiting.push(change);
      wake();
    };
    this.#readers.add(take);
    const leave = (): void => take(undefined);
    signal.addEventListener("abort", leave);
    try {
      while (!signal.aborted) {
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const change = waiting.shift();
        if (change === undefined) return;
        yield change;
      }
    } finally {
      signal.removeEventListener("abort", leave);
      this.#readers.delete(take);
    }
  }

  async close(): Promise<void> {
    for (const take of this.#readers) take(undefined);
  }

  setPlugins(plugins: readonly HostedPlugin[]): void {
    this.#plugins = plugins;
    this.tell({ kind: "plugins" });
  }

  setReport(report: unknown): void {
    this.#report = this.#read(report);
    this.tell({ kind: "report" });
  }

  /** What becomes of controls from now on. */
  onControl(carryOut: (request: ControlRequest) => Promise<ControlAnswer>): void {
    this.#carryOut = carryOut;
  }

  tell(change: ScopeChange): void {
    for (const take of this.#readers) take(change);
  }

  /** As a host has it: with every topology, and tagged. */
  #read(report: unknown): Report {
    const { hostname, probeId } = this;
    const sent = parseReport(JSON.stringify(report));
    const { report: merged } = mergeReports([{ source: "fake", report: sent }]);
    return tagReport(merged, { hostname, probeId, now: "2026-01-01T00:00:00Z" });
  }
}
