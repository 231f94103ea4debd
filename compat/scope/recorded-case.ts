import { readdirSync, readFileSync } from "node:fs";

/** One plugin of a batch that was polled by a real probe, and what became of it. */
export interface RecordedCase {
  readonly name: string;
  readonly note: string;
  /** Below the directory of the plugins: `<root>/deep/x.sock`; or beside it: `<root>-outside/real.sock`. */
  readonly socketPath: string;
  /** How the app listed it; `null` if it did not. */
  readonly listed: RecordedSpec | null;
  /** The bytes of its answers in the order of the requests, as far as they were recorded. */
  readonly answers: readonly string[];
  /** It closed the connection behind its answers. */
  readonly isClosing: boolean;
}

/** What the app showed of a plugin. */
export interface RecordedSpec {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly interfaces: readonly string[] | null;
  readonly api_version?: string;
  readonly status: string;
}

interface CaseFile {
  readonly case: string;
  readonly note: string;
  readonly socketPath: string;
  readonly appPluginEntry: RecordedSpec | null;
  readonly exchanges: readonly {
    readonly response: { readonly raw?: string; readonly note?: string } | null;
  }[];
}

const folder = new URL("wire/", import.meta.url);

/** The id of the probe that polled most of the cases. */
export const recordedProbeId = "36c8d4da204f588d";

/** The directory of the plugins in recorded texts. */
export const recordedRoot = "/var/run/scope/plugins";

/** All recorded cases by name. */
export function readCases(): ReadonlyMap<string, RecordedCase> {
  const files = readdirSync(folder).filter((name) => name.startsWith("case-"));
  return new Map(
    files.map((name) => toCase(readRecorded(name) as CaseFile)).map((each) => [each.name, each]),
  );
}

/** What a file of recordings holds. */
export function readRecorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}

function toCase({ case: name, note, socketPath, appPluginEntry, exchanges }: CaseFile): RecordedCase {
  const answers = exchanges.flatMap(({ response }) => response?.raw ?? []);
  const isFramed = answers.every((answer) => /\r\n(?:content-length|transfer-encoding):/i.test(answer));
  const hasNote = exchanges.some(({ response }) => response?.note?.includes("closed") === true);
  const isClosing = hasNote || (!isFramed && !answers.some((answer) => answer.startsWith("HTTP/1.1 204")));
  return { name, note, socketPath, listed: appPluginEntry, answers, isClosing };
}
