/** The seed of a run with random moments: the given one, to repeat a run, or another each time. */
export function drawSeed(): number {
  const given = process.env["INFRAKIT_SEED"];
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
