import type { Requirements } from "./requirement.ts";

/** Values inside of messages. */
export const encoding: Requirements = {
  "encoding.any": {
    source: "pkg/types/any.go at 41da4a60",
    behaviour: "Opaque values keep digits, order and escapes; white space goes, and HTML is escaped.",
  },
  "encoding.map": {
    source: "wire/calls-head.jsonl:44",
    behaviour: "Maps are written in the order of the bytes of their names.",
  },
  "encoding.null": {
    source: "pkg/spi/instance/types.go at 41da4a60",
    behaviour: "Absent lists, maps and pointers are `null`, and read from `null` or nothing.",
  },
  "encoding.duration": {
    source: "pkg/types/duration.go at 41da4a60",
    behaviour: "Durations are Go's words, such as `1m30s`; of bare numbers only 0 is one.",
  },
  "encoding.path": {
    source: "pkg/types/path.go at 41da4a60",
    behaviour: "Paths are joined by slashes, `.` is the root, and quotes protect a slash.",
  },
  "encoding.path.lookup": {
    source: "pkg/types/path.go at 41da4a60",
    behaviour: "`[0]`, `[-1]` and `[field=value]` choose among the elements of a list.",
  },
  "encoding.url": {
    source: "wire/calls-head.jsonl:108",
    behaviour: "The location of the leader is the struct of Go's `net/url`, members and all.",
  },
  "encoding.protocol": {
    source: "pkg/spi/loadbalancer/protocol.go at 41da4a60",
    behaviour: "Protocols are read whatever their case and written in capitals.",
  },
  "encoding.operation": {
    source: "pkg/controller/internal/controller.go at 41da4a60",
    behaviour: "Operations are 0 and 1; others are `unknown operation: <n>`.",
  },
  "encoding.spec": {
    source: "pkg/types/spec.go at 41da4a60",
    behaviour:
      "The members of `types.Spec` begin with small letters; empty ones but `properties` and `version` are left out.",
  },
  "encoding.size": {
    source: "pkg/spi/group/spi.go at 41da4a60",
    behaviour: "Sizes and sequences are not negative.",
  },
};
