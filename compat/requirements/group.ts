import type { Requirements } from "./requirement.ts";

/** Cases of the original's integration test of its group plugin. */
const integration = (cases: string): string =>
  `pkg/controller/group/integration_test.go ${cases} at 41da4a60`;
const scaler = (cases: string): string => `pkg/controller/group/scaler_test.go ${cases} at 41da4a60`;
const quorum = (cases: string): string => `pkg/controller/group/quorum_test.go ${cases} at 41da4a60`;
const scaled = (cases: string): string => `pkg/controller/group/scaled_test.go ${cases} at 41da4a60`;

/** What the original's own tests hold its group plugin to: commits, sizes and logical ids. */
export const group: Requirements = {
  "group.refuse.id": {
    source: integration("TestValidateNoGroupID"),
    behaviour: "A spec without an id is `Group ID must not be blank`.",
  },
  "group.refuse.allocation": {
    source: integration("TestValidateNoAllocations"),
    behaviour: "A spec that says nothing of how many is `Allocation must not be blank`.",
  },
  "group.refuse.allocations": {
    source: integration("TestValidateMultipleAllocations"),
    behaviour: "A size beside logical ids is `Only one Allocation method may be used`.",
  },
  "group.refuse.updatings": {
    source: integration("TestValidateMultipleUpdating"),
    behaviour: "A count beside a duration is `Only one Updating method may be used`.",
  },
  "differs.group.skip-word": {
    source: "pkg/controller/group/types/types.go at 41da4a60",
    behaviour:
      "A word of `SkipBeforeInstanceDestroy` that is not known is taken and keeps the group from being inspected.",
    differs: "Ours is refused at commit.",
  },
  "group.unwatched": {
    source: integration("TestInvalidGroupCalls"),
    behaviour: "A group that was not committed is neither described nor freed nor destroyed.",
  },
  "group.noop": {
    source: integration("TestNoopUpdate"),
    behaviour: "Where the instances are as the spec says, a commit is `Noop`, and nothing happens to them.",
  },
  "group.pretend": {
    source: integration("TestNoSideEffectsFromPretendCommit"),
    behaviour: "To pretend answers as a commit does, any number of times, and the group is not watched.",
  },
  "differs.group.pretend-label": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "To pretend labels instances that ask to be adopted.",
    differs: "Ours changes nothing.",
  },
  "group.details.scaler": {
    source: scaler(
      "TestScalerPlanUpdateNoChanges TestScalerPlanUpdateRollingUpdate TestScalerPlanUpdateScaleDown TestScalerPlanUpdateScaleDownRollingUpdate TestScalerPlanUpdateScaleUp TestScalerPlanUpdateScaleUpRollingUpdate",
    ),
    behaviour:
      "The sentence counts the size against the committed one, and what is to be replaced among what is there.",
  },
  "group.details.quorum": {
    source: quorum("TestQuorumPlanUpdateNoChanges TestQuorumPlanUpdateRollingUpdate"),
    behaviour: "With logical ids it is `Noop`, or counts the instances that are to be replaced.",
  },
  "group.quorum.change": {
    source: quorum("TestQuorumPlanUpdateLogicalIDChange"),
    behaviour:
      "Other logical ids, or another order, are `Logical ID changes to a quorum is not currently supported`.",
  },
  "group.commit-again": {
    source: integration("TestUpdateCompletes"),
    behaviour: "One commit may follow another: the last one counts.",
  },
  "group.hash": {
    source: "pkg/controller/group/types/types_test.go TestInstanceHash at 41da4a60",
    behaviour:
      "The hash of a configuration is the same whatever the order of members, and small letters and digits.",
  },
  "differs.group.metadata-age": {
    source: "pkg/run/v0/group/group.go at 41da4a60",
    behaviour:
      "What metadata tells of instances is up to a poll interval old; an error stands where they would.",
    differs: "Ours is a second old at most, and fails where they cannot be listed.",
  },
  "group.roll.instance-and-flavor": {
    source: integration("TestInstanceAndFlavorChange"),
    behaviour: "Where both properties change, all members are replaced by ones that have both of the new.",
  },
  "group.roll.flavor": {
    source: integration("TestFlavorChange"),
    behaviour: "Where only the flavor's properties change, all members are replaced too.",
  },
  "group.grow": {
    source: integration("TestScaleIncrease"),
    behaviour: "A larger size adds members and leaves those that are there alone.",
  },
  "group.shrink": {
    source: integration("TestScaleDecrease"),
    behaviour: "A smaller size ends as many as are too many; the others are left alone.",
  },
  "group.reason.terminate": {
    source: scaled("TestDestroyTerminateDrainError"),
    behaviour: "Instances that are no longer wanted are destroyed for the reason `terminate`.",
  },
  "group.heal": {
    source: scaler("TestScaleUp TestBufferScaleUp"),
    behaviour: "A member that has gone is made again, and nothing else.",
  },
  "group.surplus": {
    source: scaler("TestScaleDown TestBufferScaleDown"),
    behaviour: "Members beyond the size are ended, whoever made them.",
  },
  "group.parallel": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour:
      "At most `INFRAKIT_GROUP_MAX_PARALLEL_NUM` instances are made or ended at once; 0 is no limit.",
  },
  "differs.group.quorum.parallel": {
    source: "pkg/controller/group/quorum.go at 41da4a60",
    behaviour: "Instances with logical ids are made all at once, whatever that limit.",
    differs: "Ours are made within it.",
  },
  "group.poll": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "Each `INFRAKIT_GROUP_POLL_INTERVAL` a group is listed and put right.",
  },
  "group.environment": {
    source: "pkg/run/v0/group/group.go at 41da4a60",
    behaviour:
      "The poll interval, the most at once and the logical id of self come from the environment; empty is not set.",
  },
  "group.list-fails": {
    source: scaler("TestFailToList"),
    behaviour: "A list that fails is passed over, and the next one counts.",
  },
  "group.quorum.ok": {
    source: quorum("TestQuorumOK"),
    behaviour: "Where each logical id has its instance, nothing happens.",
  },
  "group.quorum.restore": {
    source: quorum("TestRestoreQuorum"),
    behaviour: "The logical id whose instance has gone gets another.",
  },
  "group.quorum.unknown": {
    source: quorum("TestRemoveUnknown"),
    behaviour:
      "An instance with a logical id that is not in the list is terminated; one without any is left alone.",
  },
  "differs.group.quorum.twins": {
    source: "pkg/controller/group/quorum.go at 41da4a60",
    behaviour: "Two instances of one logical id are both kept, unnoticed.",
    differs: "Ours keeps one of them: of its own the one that it would give up last.",
  },
  "group.set-size": {
    source: "pkg/controller/group/group.go at 41da4a60",
    behaviour:
      "The size is the number of logical ids where there are any; it cannot be set then, and never below 0.",
  },
};
