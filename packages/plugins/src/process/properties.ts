import {
  absentList,
  absentMap,
  type Codec,
  DecodeError,
  encodeJson,
  list,
  map,
  member,
  object,
  RawJson,
  string,
} from "@infrakit/spi/document";

/** What a process instance is made from. */
export interface ProcessProperties {
  /** A program: a path, or a name that is looked for in `PATH`. */
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those of the plugin, which the program inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** Directory to start in; empty for the plugin's own. */
  readonly cwd: string;
}

/** `{"Command","Args","Env","Cwd"}`. */
export const processPropertiesCodec: Codec<ProcessProperties> = object<ProcessProperties>({
  command: member("Command", string),
  args: member("Args", list(string), { omitZero: true }),
  env: member("Env", map(string), { omitZero: true }),
  cwd: member("Cwd", string, { omitZero: true }),
});

/** Writes the instance of a group's document: `processInstance({ command: "redis-server" })`. */
export function processInstance(properties: {
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}): { readonly plugin: "process"; readonly properties: RawJson } {
  const { command, args = absentList, env = absentMap, cwd = "" } = properties;
  const encoded = processPropertiesCodec.encode({ command, args, env, cwd });
  return { plugin: "process", properties: RawJson.fromChecked(encodeJson(encoded)) };
}

/**
 * Reads the properties and refuses what could never start: a member that is not known, a blank command, what
 * no program can be given. Whether program and directory exist is not looked at.
 * @throws DecodeError that names the member.
 */
export function parseProcessProperties(properties: RawJson | null): ProcessProperties {
  const parsed = properties?.decode(processPropertiesCodec, { unknownMembers: "refuse" });
  if (parsed === undefined || parsed.command.trim() === "")
    throw new DecodeError('must not be blank; name the program, as in {"Command":"redis-server"}', {
      path: "Command",
    });
  refuseNul("Command", parsed.command);
  refuseNul("Cwd", parsed.cwd);
  for (const [index, argument] of parsed.args.entries()) refuseNul(`Args[${index}]`, argument);
  for (const [name, value] of Object.entries(parsed.env)) refuseVariable(name, value);
  return parsed;
}

/** Variables by which an instance is known to itself and to us; a document cannot set them. */
export const tokenVariable = "INFRAKIT_INSTANCE";
/** Holds the logical id; not set if there is none. */
export const logicalIdVariable = "INFRAKIT_LOGICAL_ID";
/** Holds the id of the group; not set if the instance belongs to none. */
export const groupVariable = "INFRAKIT_GROUP";
/** Holds the number of the slot in the group, which a successor takes over; not set if there is none. */
export const slotVariable = "INFRAKIT_SLOT";
/** All of them: none is inherited from us. */
export const ownVariables: readonly string[] = [
  tokenVariable,
  logicalIdVariable,
  groupVariable,
  slotVariable,
];

function refuseVariable(name: string, value: string): void {
  const path = `Env.${name}`;
  if (name === "" || name.includes("=")) throw new DecodeError("not a name of a variable", { path });
  if (ownVariables.includes(name))
    throw new DecodeError("is set by the plugin; choose another name", { path });
  refuseNul(path, name + value);
}

/** The system ends strings there: the program would see less than was written. */
function refuseNul(path: string, text: string): void {
  if (text.includes("\0")) throw new DecodeError("must not contain U+0000", { path });
}
