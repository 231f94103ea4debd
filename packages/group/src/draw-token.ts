import type { Random } from "./seams.ts";

const tokenAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Eight characters: a trillion of them, drawn for one group's creations in flight. */
export function drawToken(random: Random): string {
  let token = "";
  while (token.length < 8) token += tokenAlphabet[Math.floor(random() * 36)];
  return token;
}
