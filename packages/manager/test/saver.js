// Saves records of argv[3] bytes in the journal in argv[2], each with the next number, until it is killed.
import { openFileJournal } from "@infrakit/manager";

const padding = "x".repeat(Number(process.argv[3]));
const journal = await openFileJournal({ directory: process.argv[2] });
const [last] = await journal.load();

for (let number = last === undefined ? 1 : JSON.parse(last.text).number + 1; ; number++) {
  await journal.save({ id: "web", text: JSON.stringify({ number, padding }) });
  process.stdout.write(`${number}\n`);
}
