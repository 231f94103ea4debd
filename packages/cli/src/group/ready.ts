import type { GroupStatus } from "@infrakit/infrakit/operator";

/**
 * How many instances are as they should be, and how many an update has not come to yet: `2 of 3`, or
 * `1 of 3, 2 outdated`. Those may well be serving.
 */
export function formatReady({ ready, desired, slots }: GroupStatus, word = ""): string {
  const outdated = slots.filter(({ state }) => state === "outdated").length;
  const words = `${ready} of ${desired}${word === "" ? "" : ` ${word}`}`;
  return outdated === 0 ? words : `${words}, ${outdated} outdated`;
}
