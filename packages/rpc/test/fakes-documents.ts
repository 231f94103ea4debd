import type { MetadataPlugin, UpdatablePlugin } from "@infrakit/spi";
import { absentList, RawJson } from "@infrakit/spi/document";
import { type Call, opaque } from "./fakes.ts";

/** A document like InfraKit's `time`, which remembers what it was asked. Nothing stands at `zip`. */
export function fakeMetadata(calls: Call[] = []): MetadataPlugin {
  return {
    async keys(path) {
      calls.push(["keys", path]);
      return path[0] === "zip" ? absentList : path.length > 1 ? [] : ["nano", "sec"];
    },
    async get(path) {
      calls.push(["get", path]);
      return path[0] === "zip" ? null : opaque;
    },
  };
}

/** A document that could be changed. */
export function fakeUpdatable(calls: Call[] = []): UpdatablePlugin {
  return {
    ...fakeMetadata(calls),
    async changes(changes) {
      calls.push(["changes", changes]);
      return { original: RawJson.fromText("{}"), proposed: opaque, cas: "f5b10e3244e7a5a31d3df60659b2865c" };
    },
    async commit(proposed, cas) {
      calls.push(["commit", proposed, cas]);
      if (cas === "nope") throw new Error("cas mismatch");
    },
  };
}
