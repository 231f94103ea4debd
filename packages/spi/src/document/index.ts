/**
 * Documents as InfraKit writes them: opaque values that go through untouched, shapes read and written as Go
 * does, durations, numbers and names.
 *
 * @module
 */
export { closestName } from "./closest-name.ts";
export { type Codec, type Member, member, object, requiredMember } from "./codec.ts";
export {
  absentList,
  absentMap,
  boolean,
  duration,
  integer,
  list,
  map,
  mapped,
  nullable,
  raw,
  string,
  unsigned,
} from "./codecs.ts";
export { compactJson, isTooDeep, maxJsonDepth } from "./compact-json.ts";
export { compareBytes } from "./compare-bytes.ts";
export { DecodeError } from "./decode-error.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { encodeJson } from "./encode-json.ts";
export { findAtPath, keysAtPath } from "./find-at-path.ts";
export { formatNumber } from "./format-number.ts";
export type { JsonSchema, JsonType } from "./json-schema.ts";
export {
  type DecodeOptions,
  JsonSource,
  type JsonParent,
  rootKey,
  type UnknownMembers,
} from "./json-source.ts";
export { formatPath, parsePath, type Path } from "./path.ts";
export { decodeJson, RawJson } from "./raw-json.ts";
