import type { ScopeHost } from "../host/index.ts";
import { encodeReport, type Report } from "../report/index.ts";

/** A report, and its text once it is written. */
interface Written {
  readonly report: Report;
  readonly body: Promise<readonly Buffer[]>;
}

/**
 * The report of a host as JSON. It is written once for all who ask until it changes, and one at a time: who asks while one
 * is written waits for the next, which tells of all that was by then, so that the effect of a control is in it.
 */
export class ReportBody {
  readonly #host: Pick<ScopeHost, "report">;
  #written: Written | undefined;
  #next: Promise<readonly Buffer[]> | undefined;

  constructor(host: Pick<ScopeHost, "report">) {
    this.#host = host;
  }

  /** The text of what the host sees now, or soon, in parts. */
  get(): Promise<readonly Buffer[]> {
    return (this.#next ??= this.#write());
  }

  async #write(): Promise<readonly Buffer[]> {
    // Why it could not be written, those who wait for it are told.
    await this.#written?.body.catch(() => undefined);
    this.#next = undefined;
    const report = this.#host.report();
    if (this.#written?.report !== report) this.#written = { report, body: encodeReport(report) };
    return this.#written.body;
  }
}
