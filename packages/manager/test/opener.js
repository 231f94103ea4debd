// Opens the journal in argv[2] each time a line arrives and says how that ended.
import { createInterface } from "node:readline";
import { openFileJournal } from "@infrakit/manager";

for await (const _ of createInterface({ input: process.stdin })) {
  try {
    await openFileJournal({ directory: process.argv[2] });
    process.stdout.write("won\n");
  } catch (error) {
    process.stdout.write(`${error.code} ${error.message}\n`);
  }
}
