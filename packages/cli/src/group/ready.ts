import type { GroupStatus } from "@infrakit/infrakit/operator";

/**
 * How many instances are as they should be, and how many an update has not come to yet: `2 of 3`, or
 * `1 of 3, 2 outdated`. Those may well be serving. Without a list of the instances nobody knows: `? of 3`.
 */
export function formatReady(status: GroupStatus, word = ""): string {
  const { desired, slots } = status;
  const ready = isListed(status) ? status.ready : "?";
  const outdated = slots.filter(({ state }) => state === "outdated").length;
  const words = `${ready} of ${desired}${word === "" ? "" : ` ${word}`}`;
  return outdated === 0 ? words : `${words}, ${outdated} outdated`;
}

function isListed({ conditions }: GroupStatus): boolean {
  return !conditions.some(({ type, reason }) => type === "Available" && reason === "NotObserved");
}
