/**
 * What must outlive the process: the journal of a controller.
 *
 * @module
 */
export {
  type FileJournal,
  type FileJournalOptions,
  openFileJournal,
  type RecordDamage,
} from "./file-journal.ts";
export type { JournalRecord } from "./journal-record.ts";
