import { readFileSync } from "node:fs";

/** What a program of InfraKit and its client said to each other, once. */
export interface Recording {
  /** File and line, plugin and label: the name of a row. */
  readonly name: string;
  readonly file: RecordingFile;
  readonly line: number;
  /** Name of the plugin's socket. */
  readonly plugin: string;
  /** The recorder's label, or the method where there is none. */
  readonly label: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Headers;
    readonly body: string;
  };
  readonly response: { readonly status: number; readonly headers: Headers; readonly body: string };
}

/** By lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/** The recordings, as `wire/README.md` describes them. */
export const recordingFiles = ["wire-head", "wire-v0.5", "wire-v0.2", "calls-head"] as const;

/** One of the {@link recordingFiles}. */
export type RecordingFile = (typeof recordingFiles)[number];

type Line = Pick<Recording, "plugin" | "request" | "response"> & {
  readonly method?: string;
  readonly case?: string;
};

/** Stands for the directory below which the recorded programs kept their files. */
export const recordedDirectory = "/data";

/** All recordings of a file, in the order in which they were made. */
export function readRecordings(file: RecordingFile): readonly Recording[] {
  const text = readFileSync(new URL(`../wire/${file}.jsonl`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((each, index) => toRecording(JSON.parse(fillPlaces(each)) as Line, file, index + 1));
}

/** Puts a path of the same length where the recorder's directory stood: messages with paths are read as any other. */
function fillPlaces(line: string): string {
  return line.replaceAll("<dir>", recordedDirectory);
}

function toRecording(
  { plugin, request, response, ...labels }: Line,
  file: RecordingFile,
  line: number,
): Recording {
  const label = labels.case ?? labels.method ?? request.path;
  return { name: `${file}:${line} ${plugin} ${label}`, file, line, plugin, label, request, response };
}

/** All recordings of all files. */
export function allRecordings(): readonly Recording[] {
  return recordingFiles.flatMap(readRecordings);
}
