/** A request to a plugin, as it came through HTTP. */
export interface ScopeRequest {
  readonly method: string;
  /** Path and query: `/report?api_version=1&probe_id=1a2b`. */
  readonly url: string;
  readonly body?: string;
}

/** What is answered, to be sent through HTTP. */
export interface ScopeAnswer {
  readonly status: number;
  /** Why it failed: hosts show it. Printable ASCII on one line; absent for the usual words. */
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that hosts read. `json` is its text. */
export function jsonAnswer(json: string): ScopeAnswer {
  return { status: 200, headers: { "Content-Type": "application/json" }, body: json };
}

/** An answer for people. */
export function textAnswer(status: number, text: string): ScopeAnswer {
  return { status, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}

/** Longest reason that is sent, in characters. */
const maxReasonLength = 200;

/**
 * Says why there is no report. The reason is in the status line too: of an answer that is not 200 hosts show that
 * and nothing else, as `plugin returned non-200 status code: 503 <reason>`.
 */
export function unavailableAnswer(why: string): ScopeAnswer {
  const reason = why
    .replaceAll(/[^\u0021-\u007e]+/g, " ")
    .slice(0, maxReasonLength)
    .trim();
  return { ...textAnswer(503, why), ...(reason !== "" && { reason }) };
}
