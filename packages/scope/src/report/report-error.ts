/**
 * A report that cannot be read. The message says where and why:
 * `Host.nodes["a;<host>"].metrics.cpu.samples[2].date: "x" is no RFC 3339 time`.
 */
export class ReportError extends Error {
  override readonly name = "ReportError";
  /** The part from the root: `Plugins[0].label`; empty for the whole. */
  readonly path: string;

  constructor(path: string, why: string) {
    super(path === "" ? why : `${path}: ${why}`);
    this.path = path;
  }
}
