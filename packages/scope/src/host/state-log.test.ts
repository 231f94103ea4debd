import { expect, test } from "vitest";
import { StateLog } from "./state-log.ts";

/** What is told of a plugin `p` that is polled every second and does as it is listed, in order. */
function toldOf(states: readonly (string | undefined)[]): readonly string[] {
  const told: string[] = [];
  const logger = {
    info: (_: unknown, message: string) => void told.push(`info ${message}`),
    warn: (_: unknown, message: string) => void told.push(`warn ${message}`),
  };
  const log = new StateLog({ id: "p", path: "/p", logger });
  states.forEach((error, index) => log.take(error, index * 1000));
  return told;
}

function alternating(seconds: number, ...states: readonly (string | undefined)[]): (string | undefined)[] {
  return Array.from({ length: seconds }, (_, index) => states[index % states.length]);
}

const good = 'info Plugin "p" reports';
const bad = (why: string): string => `warn Cannot show the report of plugin "p": ${why}`;
const flutter = (often: string, state: string): string =>
  `warn Plugin "p" changed ${often} in 60 s between good and bad or what is wrong; now ${state}`;

test.for([
  ["each change once when it keeps its state in between", ["a", "a", undefined, undefined], [bad("a"), good]],
  ["that it is good when it was never anything else", alternating(200, undefined), [good]],
  [
    "four changes, then once a minute how many when it is good and bad in turn",
    alternating(121, undefined, "a"),
    [good, bad("a"), good, bad("a"), flutter("60 times", "it reports"), flutter("60 times", "it reports")],
  ],
  [
    "the same when it is bad in two ways in turn",
    alternating(61, "a", "b"),
    [bad("a"), bad("b"), bad("a"), bad("b"), flutter("60 times", "it cannot be shown: a")],
  ],
  [
    "how it is when it has settled",
    [...alternating(10, "a", undefined), ...alternating(51, undefined)],
    [bad("a"), good, bad("a"), good, flutter("10 times", "it reports")],
  ],
  [
    "a change at once when it has kept its state for a minute",
    [...alternating(11, "a", undefined), ...alternating(110, undefined), "b"],
    [bad("a"), good, bad("a"), good, flutter("12 times", "it reports"), bad("b")],
  ],
] as const)("take() says %s", ([, states, told]) => {
  expect(toldOf(states)).toEqual(told);
});
