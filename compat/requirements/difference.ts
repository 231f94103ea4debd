import type { Requirements } from "./requirement.ts";

const group = "pkg/controller/group/group.go at 41da4a60";

/** What ours does that the original does not, and faults of the original that ours does not have. */
export const difference: Requirements = {
  "differs.interfaces": {
    source: "pkg/rpc/plugin/types.go at v0.2.0",
    behaviour: "`Plugin.Implements` answers `APIs`.",
    differs:
      "Ours adds the same list as `Interfaces`, which the published documentation calls it. Go's clients ignore it.",
  },
  "differs.status": {
    source: "pkg/rpc/group/types.go at 41da4a60",
    behaviour: "`DescribeGroup` ends with `Description`.",
    differs: "Ours has one member more at the end, `Status`: where the group stands. Go's clients ignore it.",
  },
  "differs.plan": {
    source: "pkg/rpc/group/types.go at 41da4a60",
    behaviour: "`CommitGroup` ends with `Details`.",
    differs:
      "Ours has one member more at the end, `Plan`: what will be done to each slot. Go's clients ignore it.",
  },
  "differs.slot-tag": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "Nothing tells the place that an instance takes, nor which creation it came from.",
    differs: "The tag `infrakit.slot` does: a creation whose answer was lost is not made twice.",
  },
  "differs.rollout": {
    source: "pkg/rpc/handshake.go at 41da4a60",
    behaviour: "There are no words for pausing or ending an update.",
    differs:
      "Ours are the interface `Rollout/0.1.0`, beside `Group` in `Handshake.Hello`. Go's clients look for names that they know.",
  },
  "differs.decode-reason": {
    source: "wire/calls-head.jsonl:32",
    behaviour:
      "What cannot be read is refused in sentences of Go's decoder, which often do not say where the fault is.",
    differs:
      "Code and shape are Go's, and of params that stand in no array its sentence too; what is wrong, and where, ours says in its own words.",
  },
  "differs.operating-system": {
    source: "wire/calls-head.jsonl:52",
    behaviour: "Errors of the operating system are told in its words and Go's.",
    differs: "Ours are told in its words and Node's, but for the file plugin's `no such file or directory`.",
  },
  "differs.batch": {
    source: "wire/calls-head.jsonl:14",
    behaviour: "A batch is dropped: nothing runs, and the answer is empty.",
    differs: "Ours is answered as JSON-RPC 2.0 says. No client of Go's sends one.",
  },
  "differs.body-limit": {
    source: "pkg/rpc/server/server.go at 41da4a60",
    behaviour: "A request may be of any size.",
    differs: "Past its limit ours is refused with 413: nobody may take all memory.",
  },
  "differs.info.services": {
    source: "pkg/rpc/server/info.go at 41da4a60",
    behaviour: "`/info/api.json` tells of one of the plugin's services, whichever comes first.",
    differs: "Ours tells of all; the member is a list, of which Go's clients read any number.",
  },
  "differs.head-groups": {
    source: "wire/wire-v0.5.jsonl:22",
    behaviour:
      "The group plugins of releases write `infrakit.config_sha`, describe no properties and know no `Updating`.",
    differs: "Ours does as the last version, whoever asks; members that they do not know clients ignore.",
  },
  "differs.fault.lost-scale-up": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "A commit in the middle of an update loses a size that is still to be reached.",
    differs: "A fault: ours plans from what there is, so the last commit is always reached.",
  },
  "differs.fault.destroy-strangers": {
    source: group,
    behaviour:
      "`DestroyInstances` makes the group smaller for ids that it does not have, at the cost of others.",
    differs: "A fault: ours refuses, and ends none.",
  },
  "differs.fault.null-id": {
    source: group,
    behaviour: "An instance plugin that answers no id ends the controller's process.",
    differs: "A fault: ours takes it for a bad answer.",
  },
  "differs.fault.size-to-quorum": {
    source: group,
    behaviour: "A change from a size to logical ids is planned as an end of all instances.",
    differs: "A fault: ours refuses it, as a change of logical ids.",
  },
  "differs.fault.silent-update": {
    source: "pkg/controller/group/rollingupdate.go at 41da4a60",
    behaviour: "An update that failed looks like one that is done: `Converged` is true.",
    differs: "A fault: ours stops, is not converged, and says at which instance.",
  },
  "differs.fault.self-first": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "A group that becomes smaller may end the instance that its controller runs on.",
    differs: "A fault: ours ends it last.",
  },
  "differs.fault.sequence": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "`Index.Sequence` is the size of the group for all instances.",
    differs: "A fault: ours is the number of the instance's slot, from 0, as documented.",
  },
  "differs.fault.combo-init": {
    source: "pkg/plugin/flavor/combo/flavor.go at 41da4a60",
    behaviour: "A script that was there before is repeated once for each flavor, and so are attachments.",
    differs: "A fault: ours are there once.",
  },
  "differs.fault.combo-missing": {
    source: "pkg/plugin/flavor/combo/flavor.go at 41da4a60",
    behaviour: "A flavor that cannot be found ends the process in `Drain`.",
    differs: "A fault: ours fails with the reason, after the others were drained.",
  },
  "differs.combo.validate": {
    source: "pkg/plugin/flavor/combo/flavor.go at 41da4a60",
    behaviour: "Combined flavors are not asked whether they take what they are told, nor looked for.",
    differs:
      "Ours are, and a combo in itself is refused: what cannot be prepared is not committed and then tried for ever.",
  },
  "differs.combo.health": {
    source: "pkg/plugin/flavor/combo/flavor.go at 41da4a60",
    behaviour: "The first answer that is not healthy, or the first error, is that of all.",
    differs:
      "Ours is unhealthy if any is: an instance that does not work is not hidden by one that does not know.",
  },
  "differs.fault.reserved-tags": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "A flavor may overwrite the tags by which a group finds its instances.",
    differs: "A fault: ours puts them back, and refuses a flavor that is told to set one.",
  },
  "differs.empty-list": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour:
      "A list of instances that is empty all of a sudden is believed at once, and all are made again.",
    differs: "Ours asks a second time before it believes that all are gone.",
  },
  "differs.fault.no-properties": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour:
      "A group whose plugins are told nothing never gets an instance, and is said to have converged.",
    differs: "A fault: ours makes them.",
  },
  "differs.fault.size-zero": {
    source: group,
    behaviour: "The size of a group cannot be set to 0.",
    differs: "A fault: ours can, and has no instances then.",
  },
  "differs.fault.last-instance": {
    source: group,
    behaviour:
      "`DestroyInstances` of the last instances ends them and fails: `Allocation must not be blank`.",
    differs: "A fault: ours is a group of size 0 then.",
  },
  "differs.fault.victims": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "Where members are too many, those with the smallest ids go, sound and current ones too.",
    differs:
      "A fault: ours are unhealthy ones, then those of whom nobody knows how they are, then outdated ones, then those of the highest slots.",
  },
  "differs.fault.early-convergence": {
    source: group,
    behaviour: "The end of an update that was halted makes its successor look done.",
    differs: "A fault: ours has converged when there is nothing left to do.",
  },
  "differs.fault.tickers": {
    source: "pkg/controller/group/rollingupdate.go at 41da4a60",
    behaviour: "Each wait of an update leaves a ticker behind that runs for ever.",
    differs: "A fault: ours leaves nothing behind.",
  },
  "differs.fault.silent-wait": {
    source: "pkg/controller/group/rollingupdate.go at 41da4a60",
    behaviour: "An update waits for ever for an instance that is not healthy, and does not say so.",
    differs: "A fault: ours says for which.",
  },
  "differs.fault.tag-filter": {
    source: "pkg/run/v0/simulator/instance.go at 41da4a60",
    behaviour:
      "The simulator lists instances that lack a tag as if they had it, and controllers end those of others.",
    differs: "A fault: ours looks at the tags itself, and leaves alone what is not of the group.",
  },
  "differs.fault.size-comes-back": {
    source: "pkg/manager/group_proxy.go at 41da4a60",
    behaviour:
      "The size of a group whose instances were told to go is not kept: it comes back with a restart.",
    differs: "A fault: ours is kept with the word that they go.",
  },
  "differs.fault.unvalidated": {
    source: "pkg/manager/group_proxy.go at 41da4a60",
    behaviour: "A spec is kept before anybody looks whether it can be, and tried again at every start.",
    differs: "A fault: of a spec that is refused ours keeps nothing.",
  },
  "differs.fault.negative-size": {
    source: "pkg/manager/group_proxy.go at 41da4a60",
    behaviour: "Through the manager a size below 0 is taken.",
    differs: "A fault: ours is refused.",
  },
  "differs.fault.keyed-slash": {
    source: "pkg/rpc/internal/keyed.go at 41da4a60",
    behaviour: "An object whose own name has a slash in it cannot be reached by that name.",
    differs: "A fault: ours can, where the steps of `keyed.go` find nothing.",
  },
};
