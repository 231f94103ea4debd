import type { ControlPress } from "./declaration.ts";

/** A request for a control: `{"AppID","Control","ControlArgs","NodeID"}`. */
export interface ControlCall {
  readonly control: string;
  readonly press: ControlPress;
}

/**
 * Reads the body of a request for a control. Arguments that are numbers are taken as text.
 * @throws Error if it is none.
 */
export function parseControlBody(text: string): ControlCall {
  const { AppID: appId, Control: control, ControlArgs: args, NodeID: nodeId } = parseObject(text);
  if (typeof control !== "string") throw cannotRead('"Control" is no text');
  if (typeof nodeId !== "string") throw cannotRead('"NodeID" is no text');
  return { control, press: { nodeId, args: parseArgs(args), appId: typeof appId === "string" ? appId : "" } };
}

function parseArgs(args: unknown): ReadonlyMap<string, string> {
  if (args === undefined || args === null) return new Map();
  if (!isObject(args)) throw cannotRead('"ControlArgs" is no object');
  return new Map(
    Object.entries(args).map(([name, value]) => {
      if (typeof value !== "string" && typeof value !== "number")
        throw cannotRead(`"ControlArgs" has a "${name}" that is no text`);
      return [name, String(value)];
    }),
  );
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw cannotRead(error instanceof Error ? error.message : String(error), error);
  }
  if (!isObject(value)) throw cannotRead("it is no JSON object");
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cannotRead(why: string, cause?: unknown): Error {
  return new Error(`Cannot read the request for a control: ${why}`, { cause });
}
