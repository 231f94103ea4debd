import { compareBytes } from "@infrakit/spi/document";
import type { PluginSpec } from "./config-hash.ts";

/** What instances are made from: the halves of a group's properties that the configuration hash is taken from. */
export interface Configuration {
  readonly instance: PluginSpec;
  readonly flavor: PluginSpec;
}

/**
 * Where two configurations differ, such as `Instance.Properties.Env.GREETING` or `Flavor.Properties.Args[2]`, in the
 * order of the names. Paths only: a value may be a secret. What one of them lacks is told as a whole. Numbers are
 * compared as the configuration hash has them, as float64.
 */
export function changedFields(before: Configuration, after: Configuration): readonly string[] {
  return compareConfigurations(before, after, (text) => JSON.parse(text) as unknown);
}

/**
 * Where two configurations of one hash differ all the same: numbers that differ only beyond what a float64 can hold.
 * `1`, `1.0` and `10e-1` do not differ.
 */
export function changedDigits(before: Configuration, after: Configuration): readonly string[] {
  return compareConfigurations(before, after, parseExactly);
}

function compareConfigurations(
  before: Configuration,
  after: Configuration,
  parse: (text: string) => unknown,
): readonly string[] {
  return (["instance", "flavor"] as const).flatMap((half) => {
    const [was, is] = [before[half], after[half]].map(({ plugin, properties }) => ({
      Plugin: plugin,
      Properties: properties === null ? null : parse(properties.text),
    }));
    return [...differences(was, is, half === "instance" ? "Instance" : "Flavor")];
  });
}

function* differences(before: unknown, after: unknown, path: string): Iterable<string> {
  if (Object.is(before, after)) return;
  if (!isParent(before) || !isParent(after) || Array.isArray(before) !== Array.isArray(after)) {
    yield path;
    return;
  }
  const isList = Array.isArray(before);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  for (const name of isList ? names : names.sort(compareBytes)) {
    const place = isList ? `${path}[${name}]` : `${path}${memberOf(name)}`;
    if (Object.hasOwn(before, name) !== Object.hasOwn(after, name)) yield place;
    else yield* differences(before[name], after[name], place);
  }
}

function isParent(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Nothing that a terminal would obey, and no dot that is taken for the next name. */
function memberOf(name: string): string {
  return /^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name).replaceAll(unescaped, escaped)}]`;
}

/** What JSON leaves as it is though it may be obeyed, or break a line. */
const unescaped = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A number that is told from others by all of its digits begins with it: no text that anybody writes does. */
const exactMark = "\u0000";

/** The same value with each number as text that holds all of its digits. */
function parseExactly(text: string): unknown {
  let isInString = false;
  // No token is a whole string: one of megabytes is more than a pattern can take at once.
  const exact = text.replaceAll(/"|\\.|-?\d[\d.eE+-]*/g, (token) => {
    if (token === '"') isInString = !isInString;
    const isNumber = !isInString && token !== '"';
    return isNumber ? JSON.stringify(exactMark + withoutZeros(token)) : token;
  });
  return JSON.parse(exact) as unknown;
}

/** One text for all that a number may be written as: `1`, `1.0` and `10e-1` are `1e0`. */
function withoutZeros(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const shift = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${shift}`;
}
