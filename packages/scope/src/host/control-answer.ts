import { JsonReader } from "../report/json-reader.ts";
import { readBoolean, readMembers, readText } from "../report/read-value.ts";
import type { ControlAnswer } from "./scope-host.ts";

/** Deepest nesting of an answer. */
const maxAnswerDepth = 512;

/** What a plugin answered to a control. */
export interface PluginAnswer {
  readonly answer: ControlAnswer;
  /** A report in JSON that shall be shown at once. */
  readonly shortcut?: string;
}

/**
 * Reads the answer to a control (source: Scope's `common/xfer/controls.go`). `null` is an empty one. The shortcut is
 * taken under the name that Scope reads and the one that Scope's documents give.
 * @throws ReportError that says what is wrong and where.
 */
export function parseControlAnswer(text: string): PluginAnswer {
  const reader = new JsonReader(text, maxAnswerDepth);
  const answer: { -readonly [Name in keyof ControlAnswer]: ControlAnswer[Name] } = {};
  let shortcut = "null";
  readMembers(reader, (name) => {
    switch (name) {
      case "error":
      case "pipe":
      case "removedNode":
        answer[name] = readText(reader);
        return;
      case "raw_tty":
        answer.rawTty = readBoolean(reader);
        return;
      case "resize_tty_control":
        answer.resizeTtyControl = readText(reader);
        return;
      case "value":
        answer.value = readAny(reader);
        return;
      case "shortcutReport":
      case "ShortcutReport":
        shortcut = JSON.stringify(readAny(reader));
        return;
      default:
        reader.skip();
    }
  });
  return { answer: withoutEmpty(answer), ...(shortcut !== "null" && { shortcut }) };
}

/** Scope leaves out what is empty. */
function withoutEmpty(answer: ControlAnswer): ControlAnswer {
  const empty: readonly unknown[] = ["", false, null, undefined];
  const { value, ...rest } = answer;
  const kept = Object.entries(rest).filter(([, member]) => !empty.includes(member));
  return { ...Object.fromEntries(kept), ...(value !== null && value !== undefined && { value }) };
}

/** Any JSON as plain data. */
function readAny(reader: JsonReader): unknown {
  const kind = reader.kind();
  switch (kind) {
    case "a string":
      return reader.readString();
    case "a number":
      return Number(reader.readNumber());
    case "a boolean":
      return reader.readWord() === "true";
    case "null":
      reader.readWord();
      return null;
    case "a list": {
      const list: unknown[] = [];
      reader.readList(() => list.push(readAny(reader)));
      return list;
    }
    case "an object": {
      const members: [string, unknown][] = [];
      reader.readObject((name) => members.push([name, readAny(reader)]));
      return Object.fromEntries(members);
    }
  }
}
