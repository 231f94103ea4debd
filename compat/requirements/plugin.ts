import type { Requirements } from "./requirement.ts";

const group = "pkg/controller/group/group.go at 41da4a60";
const update = "pkg/controller/group/rollingupdate.go at 41da4a60";

/** What the plugins do that come with the original. */
export const plugin: Requirements = {
  "instance.file": {
    source: "pkg/plugin/instance/file/plugin.go at 41da4a60",
    behaviour:
      "An instance is a file `instance-<number>` that holds its spec; its properties are the whole spec.",
  },
  "flavor.vanilla": {
    source: "pkg/plugin/flavor/vanilla/flavor.go at 41da4a60",
    behaviour:
      "The lines of `Init` follow the script, `Tags` replace, `Attachments` follow; all are healthy.",
  },
  "flavor.combo": {
    source: "pkg/plugin/flavor/combo/flavor.go at 41da4a60",
    behaviour: "Each flavor of the list prepares the instance; what they add is put together in their order.",
  },
  "flavor.combo.shapes": {
    source: "examples/flavor/combo/flavor.go at v0.5",
    behaviour: "The flavors are a list, or up to v0.5 the member `Flavors` of an object.",
  },
  "group.commit": {
    source: group,
    behaviour:
      "A commit answers at once with what it will do, or with what is wrong with the spec; to pretend changes nothing.",
  },
  "group.details": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "What a commit will do is said in the sentences of the scaler and the quorum.",
  },
  "group.describe": {
    source: group,
    behaviour: "A group is described by the instances that have its tag, properties included.",
  },
  "group.inspect": {
    source: "pkg/controller/group/types/types.go at 41da4a60",
    behaviour: "A spec is given back as it was parsed: known members in their order, with defaults.",
  },
  "group.size": {
    source: group,
    behaviour: "The size is that of the spec, and setting it commits the spec with another.",
  },
  "group.errors": {
    source: group,
    behaviour: "`Group '<id>' is not being watched`, `group <id> not found` and `group not found <id>`.",
  },
  "group.dialects": {
    source: "wire/wire-v0.5.jsonl:21",
    behaviour: "Callers of v0.2 and v0.5 get answers in their own shape.",
  },
  "group.metadata": {
    source: "pkg/run/v0/group/group.go at 41da4a60",
    behaviour: "`specs/<id>` and `groups/<id>` can be read as metadata.",
  },
  "group.self": {
    source: update,
    behaviour: "The instance that the controller runs on is the last of an update, and drained only.",
  },
  "group.update": {
    source: update,
    behaviour: "Members are replaced one by one, each after the one before has been healthy for long enough.",
  },
  "group.skip-drain": {
    source: update,
    behaviour: "`SkipBeforeInstanceDestroy` of `drain` lets an update drain nothing.",
  },
  "group.talk": {
    source: "wire/wire-head.jsonl:54",
    behaviour:
      "A group's plugins are told what its spec says for them and the tags of the group; flavors are shown instances with their properties.",
  },
  "group.unknown": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "While the instances cannot be listed, nothing is made or ended.",
  },
  "tag.group": {
    source: "pkg/spi/group/spi.go at 41da4a60",
    behaviour: "`infrakit.group` tells whose an instance is; others are left alone.",
  },
  "tag.config-hash": {
    source: "pkg/controller/group/types/types.go at 41da4a60",
    behaviour: "`infrakit.config.hash` is the SHA-1 of the indented instance and flavor in base32.",
  },
  "tag.config-sha": {
    source: "pkg/plugin/group/types/types.go at v0.5",
    behaviour:
      "`infrakit.config_sha` of a release is the same, up to v0.4.1 in padded base64url: its instances are current.",
  },
  "tag.logical-id": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "An instance with a logical id has it in `infrakit.logical_id` too.",
  },
  "tag.bootstrap": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "An instance whose hash is `bootstrap` is given the current one by `Label`.",
  },
};
