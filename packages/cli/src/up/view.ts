import type { GroupStatus, Logger } from "@infrakit/infrakit/operator";

/** Where `infrakit up` shows what goes on. */
export interface View {
  readonly logger: Logger;
  /** A group has changed; `null`: it is gone. */
  show(id: string, status: GroupStatus | null): void;
  /** Says something that happens once. */
  say(line: string): void;
  /** Shows nothing more but these words; what was shown stays. */
  close(lastWords: readonly string[]): void;
}
