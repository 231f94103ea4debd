import { activeControlsKey, separator, withoutTimeCarrier } from "./control-list.ts";
import { emptyMap } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import { readBoolean, readElements, readMap, readMembers, readText, readTime } from "./read-value.ts";
import type { ActiveControl, Latest } from "./report.ts";
import { zeroTime } from "./time.ts";
import type { Writable } from "./writable.ts";

/** The controls that can be used, all of them, since when. */
interface ControlList {
  readonly timestamp: string;
  readonly ids: readonly string[];
}

/** What a node says of its controls beside its facts. */
export interface ControlForms {
  /** Releases 1.0 to 1.12: one by one. */
  readonly latestControls?: ReadonlyMap<string, ActiveControl>;
  /** Releases 0.14 to 0.17: a list. */
  readonly controls?: ControlList;
}

/** Reads one of them. */
export function readControlForm(
  reader: JsonReader,
  name: keyof ControlForms,
  forms: Writable<ControlForms>,
): void {
  if (name === "controls") forms.controls = readControlList(reader);
  else forms.latestControls = withoutTimeCarrier(readMap(reader, () => readActiveControl(reader)));
}

function readActiveControl(reader: JsonReader): ActiveControl {
  const control: Writable<ActiveControl> = { timestamp: zeroTime, isDead: false };
  readMembers(reader, (name) => {
    if (name === "timestamp") control.timestamp = readTime(reader) ?? zeroTime;
    else if (name === "value") control.isDead = readDead(reader);
    else reader.skip();
  });
  return control;
}

function readDead(reader: JsonReader): boolean {
  let isDead = false;
  readMembers(reader, (name) => {
    if (name === "dead") isDead = readBoolean(reader);
    else reader.skip();
  });
  return isDead;
}

function readControlList(reader: JsonReader): ControlList {
  const list: Writable<ControlList> = { timestamp: zeroTime, ids: [] };
  readMembers(reader, (name) => {
    if (name === "timestamp") list.timestamp = readTime(reader) ?? zeroTime;
    else if (name === "controls") list.ids = readIds(reader);
    else reader.skip();
  });
  return list;
}

function readIds(reader: JsonReader): readonly string[] {
  const ids: string[] = [];
  readElements(reader, () => ids.push(readText(reader)));
  return ids;
}

/**
 * The controls of a node, whichever way it tells of them, and its other facts. What is told one by one goes before a
 * list. `listedAt` is there if a list is all there is.
 */
export function joinControlForms(
  { latestControls, controls }: ControlForms,
  facts: ReadonlyMap<string, Latest>,
): {
  readonly activeControls: ReadonlyMap<string, ActiveControl>;
  readonly latest: ReadonlyMap<string, Latest>;
  readonly listedAt?: string;
} {
  const fact = facts.get(activeControlsKey);
  const list =
    fact === undefined ? controls : { timestamp: fact.timestamp, ids: fact.value.split(separator) };
  const latest = fact === undefined ? facts : withoutControls(facts);
  if (list === undefined) return { activeControls: latestControls ?? emptyMap, latest };
  const { timestamp, ids } = list;
  const listed = ids.filter((id) => id !== "").map((id) => [id, { timestamp, isDead: false }] as const);
  const activeControls = new Map([...listed, ...(latestControls ?? emptyMap)]);
  return { activeControls, latest, ...(latestControls === undefined ? { listedAt: timestamp } : {}) };
}

function withoutControls(facts: ReadonlyMap<string, Latest>): ReadonlyMap<string, Latest> {
  return new Map([...facts].filter(([key]) => key !== activeControlsKey));
}
