/** A verdict of ours that is not the recorded one; the requirements `differs.scope.*` say why. */
export interface OtherVerdict {
  readonly status: string;
  /** Ours knows nothing but the name of the plugin, where Scope shows what it once took. */
  readonly isNameless?: boolean;
}

const misnamed = "an id is letters and digits with single dashes between; rename the socket";

function refused(id: string): OtherVerdict {
  return {
    status: `error: invalid plugin id "${id}": ${misnamed}`,
    isNameless: true,
  };
}

function unreadable(why: string): OtherVerdict {
  return { status: `error: decoding error: ${why}`, isNameless: true };
}

const tooLarge: OtherVerdict = {
  status: "error: response must be shorter than 50MB",
  isNameless: true,
};
const tooSlow: OtherVerdict = {
  status: "error: context deadline exceeded",
};
const badTime = (time: string): string =>
  `"${time}" is no RFC 3339 time; write it like "2026-01-31T12:00:00Z"`;

/** Recorded cases of which ours judges otherwise, by name: each says better what is wrong, or finds what Scope passes over. */
export const otherVerdicts: Readonly<Record<string, OtherVerdict>> = {
  dotname: refused(".dotname"),
  dotted: refused("my.plugin"),
  hidden: refused(""),
  tilde: refused("til~de"),
  underscore: refused("under_score"),

  "bad-json": unreadable('expected a value, found "notJSON" (line 1, column 1)'),
  "empty-body": unreadable("expected a value, found the end (line 1, column 1)"),
  "json-number": unreadable("expected an object, found a number"),
  "json-string": unreadable("expected an object, found a string"),
  "n-badlatest2": unreadable(
    `Container.nodes["n-n-badlatest2;<container>"].latest.k.timestamp: ${badTime("yesterday")}`,
  ),
  "n-badts": unreadable(
    `Container.nodes["n-n-badts;<container>"].latestControls["ctrl-one"].timestamp: ${badTime("2016-07-20T15:51:05Z01:00")}`,
  ),
  "n-ctrlrank": unreadable('Container.controls.c1.rank: "1.0" is not written as an integer'),
  "n-latest-plain": unreadable(
    'Container.nodes["n-n-latest-plain;<container>"].latest.k: expected an object, found a string',
  ),
  "n-nodesarray": unreadable("Container.nodes: expected an object, found a list"),
  "plugins-object": unreadable("Plugins: expected a list, found an object"),
  "trailing-comma": unreadable('Plugins[0]: a comma before "}" (line 1, column 158); remove it'),
  truncated: unreadable("Plugins[0].id: a string has no closing quote"),

  "not-http": {
    status:
      'error: Get "http://plugin/report?api_version=1&probe_id=36c8d4da204f588d": malformed HTTP response: ' +
      "Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)",
  },
  "slow-body": tooSlow,
  trickle: tooSlow,

  "big-back-60m": tooLarge,
  "big-desc-60m": tooLarge,
  "big-front-50m1": tooLarge,
  "big-front-60m": tooLarge,
  "size-50m+1": tooLarge,
  "size-50m+2": tooLarge,
};

/**
 * Recorded cases that the app had not listed yet when it was asked, because the probe was still busy with them. A
 * probe with a longer deadline took this one.
 */
export const unfinished: readonly string[] = ["size-50m"];
