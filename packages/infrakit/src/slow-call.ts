import {
  type Codec,
  encodeJson,
  integer,
  list,
  member,
  object,
  RawJson,
  string,
} from "@infrakit/spi/document";

/** A call of a plugin that has not ended. */
export interface OpenCall {
  /** Full name of the plugin. */
  readonly plugin: string;
  /** As on the wire: `Instance.Destroy`. */
  readonly method: string;
  /** What it is about, such as the id of an instance; empty where there is nothing to name. */
  readonly about: string;
  /** By a clock that never goes back. */
  readonly startedAt: number;
}

/** A call of a plugin that takes long. */
export interface SlowCall extends Omit<OpenCall, "startedAt"> {
  /** How long it has taken up to now. */
  readonly tookMs: number;
}

/** From when on a call is worth to be named to somebody who waits. */
const slowMs = 200;

/** How many are told at most, those that take longest. */
const maxTold = 10;

/** How many are named in a sentence; the rest is counted. */
const maxNamed = 3;

/** Those calls that whoever waits may be waiting for, the longest first. */
export function slowCalls(open: Iterable<OpenCall>, now: number): readonly SlowCall[] {
  return [...open]
    .filter(({ startedAt }) => now - startedAt >= slowMs)
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, maxTold)
    .map(({ plugin, method, about, startedAt }) => {
      return { plugin, method, about, tookMs: Math.round(now - startedAt) };
    });
}

/** Says in words which plugins are waited for, and what they were asked; empty if none is. */
export function explainSlowCalls(calls: readonly SlowCall[]): string {
  const named = calls.slice(0, maxNamed).map(({ plugin, method, about, tookMs }) => {
    const what = about === "" ? method : `${method} of ${about}`;
    return `plugin "${plugin}" has not answered ${what} for ${(tookMs / 1000).toFixed(1)} s`;
  });
  const more = calls.length - named.length;
  return more > 0 ? `${named.join("; ")}; and ${more} more` : named.join("; ");
}

const slowCallsCodec: Codec<readonly SlowCall[]> = list(
  object<SlowCall>({
    plugin: member("Plugin", string),
    method: member("Method", string),
    about: member("About", string),
    tookMs: member("TookMs", integer),
  }),
);

/** Writes slow calls as other processes read them. */
export function slowCallsToWire(calls: readonly SlowCall[]): RawJson {
  return RawJson.fromChecked(encodeJson(slowCallsCodec.encode(calls)));
}

/** Reads what {@link slowCallsToWire} has written. @throws DecodeError if it is something else. */
export function slowCallsFromWire(document: RawJson): readonly SlowCall[] {
  return document.decode(slowCallsCodec);
}
