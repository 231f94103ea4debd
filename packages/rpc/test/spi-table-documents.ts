import { RawJson } from "@infrakit/spi/document";
import { opaque } from "./fakes.ts";
import type { Row } from "./spi-row.ts";

const one = RawJson.fromText("1");
const changes = [
  { path: ["a", "b"], value: one },
  { path: [], value: null },
];

/** Every method of plugins that keep a document. */
export const documentRows: readonly Row[] = [
  {
    name: "Metadata.Keys",
    call: ({ metadata }) => metadata.keys(["now"]),
    gives: ["nano", "sec"],
    reaches: [["keys", ["now"]]],
  },
  {
    name: "Metadata.Keys of the root",
    call: ({ metadata }) => metadata.keys([]),
    gives: ["nano", "sec"],
    reaches: [["keys", []]],
  },
  {
    name: "Metadata.Keys below a value",
    call: ({ metadata }) => metadata.keys(["now", "a/b", "[0]"]),
    gives: [],
    reaches: [["keys", ["now", "a/b", "[0]"]]],
  },
  {
    name: "Metadata.Get",
    call: ({ metadata }) => metadata.get(["now", "nano"]),
    gives: opaque,
    reaches: [["get", ["now", "nano"]]],
  },
  {
    name: "Metadata.Get of nothing",
    call: ({ metadata }) => metadata.get(["zip"]),
    gives: null,
    reaches: [["get", ["zip"]]],
  },
  {
    name: "Updatable.Keys",
    call: ({ updatable }) => updatable.keys(["a"]),
    gives: ["nano", "sec"],
    reaches: [["keys", ["a"]]],
  },
  {
    name: "Updatable.Get",
    call: ({ updatable }) => updatable.get([]),
    gives: opaque,
    reaches: [["get", []]],
  },
  {
    name: "Updatable.Changes",
    call: ({ updatable }) => updatable.changes(changes),
    gives: { original: RawJson.fromText("{}"), proposed: opaque, cas: "f5b10e3244e7a5a31d3df60659b2865c" },
    reaches: [["changes", changes]],
  },
  {
    name: "Updatable.Commit",
    call: ({ updatable }) => updatable.commit(opaque, "f5b10e3244e7a5a31d3df60659b2865c"),
    reaches: [["commit", opaque, "f5b10e3244e7a5a31d3df60659b2865c"]],
  },
  {
    name: "Updatable.Commit that is refused",
    call: ({ updatable }) => updatable.commit(null, "nope"),
    refuses: "cas mismatch",
    reaches: [["commit", null, "nope"]],
  },
];
