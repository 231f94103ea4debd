import type { Requirements } from "./requirement.ts";

/** Cases of the original's integration test of its group plugin. */
const integration = (cases: string): string =>
  `pkg/controller/group/integration_test.go ${cases} at 41da4a60`;
const scaler = (cases: string): string => `pkg/controller/group/scaler_test.go ${cases} at 41da4a60`;
const quorum = (cases: string): string => `pkg/controller/group/quorum_test.go ${cases} at 41da4a60`;

/** What the original's own tests hold its group plugin to. */
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
  "group.roll.instance-and-flavor": {
    source: integration("TestInstanceAndFlavorChange"),
    behaviour: "Where both properties change, all members are replaced by ones that have both of the new.",
  },
  "group.roll.flavor": {
    source: integration("TestFlavorChange"),
    behaviour: "Where only the flavor's properties change, all members are replaced too.",
  },
};
