import type { Requirements } from "./requirement.ts";

const integration = (cases: string): string =>
  `pkg/controller/group/integration_test.go ${cases} at 41da4a60`;
const rolling = (cases: string): string => `pkg/controller/group/rollingupdate_test.go ${cases} at 41da4a60`;
const scaled = (cases: string): string => `pkg/controller/group/scaled_test.go ${cases} at 41da4a60`;
const update = "pkg/controller/group/rollingupdate.go at 41da4a60";

/** What the original's own tests hold its updates to. */
export const groupUpdate: Requirements = {
  "group.roll.old-health": {
    source: integration("TestRollingUpdate"),
    behaviour: "An update replaces all members, drained first; the health of old ones does not stop it.",
  },
  "group.reason.rolling-update": {
    source: scaled("TestDestroyRollingUpdateNoError"),
    behaviour: "Members that are replaced are destroyed for the reason `rolling_update`.",
  },
  "group.roll.count": {
    source: rolling("TestExceedsHealthyThresholdCount"),
    behaviour:
      "With `Count`, successors must be healthy for so many looks in a row, one poll interval apart; an unhealthy one begins anew.",
  },
  "differs.group.health-checks": {
    source: integration("TestRollingUpdateUpdatingCount"),
    behaviour: "Each successor is asked for its health once a poll interval, the first of three 6 times.",
    differs: "Ours are asked more often while an update waits; the time that must go by is the same.",
  },
  "group.roll.duration": {
    source: rolling("TestExceedsHealthyThresholdDuration"),
    behaviour: "With `Duration`, successors must be healthy without a break for so long.",
  },
  "group.roll.none-expected": {
    source: rolling("TestExceedsHealthyThresholdNoNewInsts"),
    behaviour: "Before there is a successor no health is waited for, whatever the `Count`.",
  },
  "group.roll.default": {
    source: rolling("TestExceedsHealthyThresholdDefaults"),
    behaviour: "Without either, an update goes on when its successors are healthy for the first time.",
  },
  "differs.group.first-tick": {
    source: update,
    behaviour: "An update begins a poll interval after its commit, and goes on at the next ones.",
    differs: "Ours begins at once, and goes on as soon as it may.",
  },
  "group.roll.destroy-error": {
    source: integration("TestRollingUpdateDestroyError"),
    behaviour: "An update stops at a member that cannot be destroyed, and leaves the others as they are.",
  },
  "differs.group.victim-order": {
    source: "pkg/controller/group/state_test.go TestSortByID at 41da4a60",
    behaviour: "Members are replaced and destroyed in the order of their ids.",
    differs:
      "Ours are taken in that of those to be given up: unhealthy ones first, then those of the highest slots.",
  },
  "group.roll.no-drain": {
    source: integration("TestRollingUpdateNoDrain"),
    behaviour: "With `SkipBeforeInstanceDestroy` an update destroys all members and drains none.",
  },
  "group.roll-and-grow": {
    source: integration("TestRollAndAdjustScale"),
    behaviour: "A commit of other properties and a larger size reaches both.",
  },
  "differs.group.grow-first": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "Such a commit replaces the members there are, and then adds others.",
    differs: "Ours adds first: there are never fewer members than before.",
  },
  "group.roll-and-shrink": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "With a smaller size, members that are too many go first, and what is left is replaced.",
  },
  "group.roll.quorum": {
    source: integration("TestSuperviseQuorum"),
    behaviour: "With logical ids each member is replaced by one of the same logical id and tag.",
  },
  "group.roll.unhealthy": {
    source: integration("TestUpdateFailsWhenInstanceIsUnhealthy"),
    behaviour: "A successor that is unhealthy is waited for, and the update goes on when it is healthy.",
  },
  "group.health-error": {
    source: scaled("TestHealthError TestHealth"),
    behaviour: "A flavor that fails to tell the health of an instance does not know it.",
  },
  "differs.group.update-list": {
    source: update,
    behaviour: "A list that fails in the middle of an update ends it.",
    differs: "Ours goes on with the next one.",
  },
  "differs.group.failed-commit": {
    source: "pkg/controller/group/group.go at 41da4a60",
    behaviour: "A commit that fails because the members cannot be listed has ended the update before it.",
    differs: "Ours has changed nothing: that update goes on.",
  },
  "differs.group.quorum.nameless": {
    source: update,
    behaviour: "With logical ids an update ends members without one, which otherwise are left alone.",
    differs: "Ours leaves them alone in an update too.",
  },
  "group.free.updating": {
    source: integration("TestFreeGroupWhileConverging"),
    behaviour: "A group is freed at once, in the middle of an update too, which ends with it.",
  },
};
