import type { Cases } from "./requirement.ts";

/** What the original's own tests ask of its group plugin. The sources of requirements name most of them. */
export const casesOfGroups: readonly Cases[] = [
  {
    file: "pkg/controller/group/integration_test.go",
    tests:
      "TestValidateNoGroupID TestValidateNoAllocations TestValidateMultipleAllocations TestValidateMultipleUpdating TestInvalidGroupCalls TestNoopUpdate TestRollingUpdate TestRollingUpdateUpdatingCount TestRollingUpdateDestroyError TestLeaderSelfRollingUpdate TestExternalManagedRollingUpdate TestRollingUpdateNoDrain TestRollAndAdjustScale TestScaleIncrease TestScaleDecrease TestFreeGroup TestDestroyGroup TestDestroyGroupSelfLast TestSuperviseQuorum TestUpdateCompletes TestInstanceAndFlavorChange TestFlavorChange TestFreeGroupWhileConverging TestUpdateFailsWhenInstanceIsUnhealthy TestNoSideEffectsFromPretendCommit",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/integration_test.go",
    tests: "TestRollingUpdateUpdatingDuration",
    heldBy: ["group.roll.duration"],
  },
  {
    file: "pkg/controller/group/quorum_test.go",
    tests:
      "TestQuorumOK TestRestoreQuorum TestRemoveUnknown TestQuorumPlanUpdateNoChanges TestQuorumPlanUpdateLogicalIDChange TestQuorumPlanUpdateRollingUpdate",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/rollingupdate_test.go",
    tests:
      "TestExceedsHealthyThresholdNoNewInsts TestExceedsHealthyThresholdDefaults TestExceedsHealthyThresholdCount TestExceedsHealthyThresholdDuration",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/scaled_test.go",
    tests:
      "TestDestroyInstanceDestroyError TestDestroyRollingUpdateNoError TestDestroyRollingUpdateDrainError TestDestroyTerminateDrainError TestDestroyRollingUpdateSkipDrain TestDestroyTerminateSkipDrain TestIsSkipDrain TestHealthError TestHealth TestLabelEmpty TestLabelError TestLabelAllLabelled TestLabelOneUnlabelled TestUnableToLabel",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/scaler_test.go",
    tests:
      "TestScaleUp TestBufferScaleUp TestScaleDown TestBufferScaleDown TestLabel TestFailToLabel TestFailToList TestScalerPlanUpdateNoChanges TestScalerPlanUpdateRollingUpdate TestScalerPlanUpdateScaleDown TestScalerPlanUpdateScaleDownRollingUpdate TestScalerPlanUpdateScaleUp TestScalerPlanUpdateScaleUpRollingUpdate",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/state_test.go",
    tests: "TestSortByID",
    heldBy: [],
  },
  {
    file: "pkg/controller/group/types/types_test.go",
    tests: "TestInstanceHash",
    heldBy: [],
  },
];
