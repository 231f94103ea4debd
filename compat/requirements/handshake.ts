import type { Requirements } from "./requirement.ts";

/** How peers find out what they are to each other, and which object is meant. */
export const handshake: Requirements = {
  "wire.handshake.hello": {
    source: "pkg/rpc/handshake.go at 41da4a60",
    behaviour: "`Handshake.Hello` lists the hosted objects by `<interface>/<version>`; `.` has no name.",
  },
  "wire.handshake.hello.order": {
    source: "wire/wire-head.jsonl:3",
    behaviour: "Interfaces come in the order of their names; the objects of each in no certain order.",
  },
  "wire.handshake.implements": {
    source: "pkg/rpc/handshake.go at v0.5",
    behaviour: "`Handshake.Implements` lists interfaces as `APIs` of `Name` and `Version`.",
  },
  "wire.handshake.types": {
    source: "pkg/rpc/handshake.go at v0.5",
    behaviour: "`Handshake.Types` lists names of objects by `<interface>/<version>`.",
  },
  "wire.handshake.versions": {
    source: "pkg/rpc/client/handshake.go at 41da4a60",
    behaviour: "Clients compare versions as words, so each handshake is given those of its own time.",
  },
  "wire.handshake.mismatch": {
    source: "pkg/rpc/client/handshake.go at 41da4a60",
    behaviour:
      "Without the version it is `Plugin supports <interface> interface version <v>, client requires <v>`, without the interface `Plugin does not support interface <interface>/<version>`.",
  },
  "wire.handshake.fallback": {
    source: "pkg/rpc/client/handshake.go at v0.5",
    behaviour: "Only the answer that a service or method is unknown leads to an older handshake.",
  },
  "wire.name.split": {
    source: "pkg/plugin/name_test.go TestGetLookupAndType at 41da4a60",
    behaviour:
      "The name of a plugin is that of its socket up to the first slash, and that of an object behind it.",
  },
  "wire.name.type": {
    source: "pkg/rpc/instance/service.go at 41da4a60",
    behaviour:
      "Instances and flavors are told apart by the whole `Type`; an unknown one is `no-plugin:<Type>`.",
  },
  "wire.name.keyed": {
    source: "pkg/rpc/internal/keyed.go at 41da4a60",
    behaviour:
      "Other objects are found by `Name` in the steps of `keyed.go`; an unknown one is `not found: <name> (key=<subtype>)`.",
  },
  "wire.updatable.service": {
    source: "pkg/rpc/metadata/updatable.go at 41da4a60",
    behaviour:
      "A document that can be changed is read through `Updatable`; `Metadata` is no service of its plugin.",
  },
  "wire.dialect.v0.2": {
    source: "pkg/rpc/instance/types.go at v0.2.0",
    behaviour:
      "A peer of v0.2 gets no `Context`, `Properties`, `Index` or `Name`, and its answers are understood.",
  },
  "wire.dialect.v0.5": {
    source: "pkg/rpc/group/types.go at v0.5",
    behaviour: "A peer of v0.5 gets no `Context` and no `Name`, and a group's size is read from its spec.",
  },
  "wire.dialect.too-old": {
    source: "pkg/rpc/instance/types.go at v0.2.0",
    behaviour: "A method that came later is refused before it is sent.",
  },
};
