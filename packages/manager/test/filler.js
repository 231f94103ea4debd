// Saves a record of argv[3] bytes in the journal in argv[2] and says how that ended.
import { openFileJournal } from "@infrakit/manager";

const journal = await openFileJournal({ directory: process.argv[2] });
await journal.save({ id: "web", text: '"small"' });
try {
  await journal.save({ id: "web", text: JSON.stringify("x".repeat(Number(process.argv[3]))) });
  process.stdout.write("saved\n");
} catch (error) {
  process.stdout.write(`${error.code} ${error.cause.code}\n`);
}
await journal.close();
