/**
 * A document that cannot be read: it is not JSON, or a part of it has not the shape that was asked for.
 * `path` names the part from the root, such as `Instance.Properties` or `LogicalIDs[2]`; empty for the whole.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly path: string;
  readonly reason: string;

  constructor(reason: string, options: ErrorOptions & { readonly path?: string } = {}) {
    const path = options.path ?? "";
    super(path === "" ? reason : `${path}: ${reason}`, options);
    this.path = path;
    this.reason = reason;
  }

  /** The same error seen from the parent of the part. */
  under(key: string | number): DecodeError {
    const step = typeof key === "number" ? `[${key}]` : key;
    const path = this.path === "" || this.path.startsWith("[") ? step + this.path : `${step}.${this.path}`;
    return new DecodeError(this.reason, { path, cause: this.cause });
  }
}
