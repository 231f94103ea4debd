import type { Requirements } from "./requirement.ts";

const integration = (cases: string): string =>
  `pkg/controller/group/integration_test.go ${cases} at 41da4a60`;
const scaled = (cases: string): string => `pkg/controller/group/scaled_test.go ${cases} at 41da4a60`;
const scaler = (cases: string): string => `pkg/controller/group/scaler_test.go ${cases} at 41da4a60`;
const group = "pkg/controller/group/group.go at 41da4a60";

/** What the original's own tests hold it to where instances leave a group, or come to it from outside. */
export const groupLeaving: Requirements = {
  "group.roll.self": {
    source: integration("TestLeaderSelfRollingUpdate"),
    behaviour:
      "The member that the controller runs on is drained after all others and not destroyed in an update, which ends with it.",
  },
  "group.roll.self-elsewhere": {
    source: integration("TestExternalManagedRollingUpdate"),
    behaviour: "A controller that runs on no member of a group replaces them all.",
  },
  "group.self.no-drain": {
    source: "pkg/controller/group/scaled.go at 41da4a60",
    behaviour: "Where updates drain nothing, they leave the member that the controller runs on as it is.",
  },
  "group.self.tag": {
    source: group,
    behaviour: "The member that the controller runs on is known by its logical id or by the tag of it.",
  },
  "group.destroy.self": {
    source: integration("TestDestroyGroupSelfLast"),
    behaviour: "With its group the member that the controller runs on is destroyed, after all others.",
  },
  "group.drain.update": {
    source: scaled("TestDestroyRollingUpdateNoError"),
    behaviour: "An update drains a member, then destroys it.",
  },
  "group.drain.update-error": {
    source: scaled("TestDestroyRollingUpdateDrainError TestDestroyInstanceDestroyError"),
    behaviour: "An update does not destroy a member that could not be drained.",
  },
  "group.drain.update-skip": {
    source: scaled("TestDestroyRollingUpdateSkipDrain TestIsSkipDrain"),
    behaviour: "An update that is told to skip `drain`, and no other, destroys a member without it.",
  },
  "group.drain.terminate": {
    source: group,
    behaviour: "A member that is no longer wanted is drained, then destroyed, whatever made it so.",
  },
  "group.drain.terminate-error": {
    source: scaled("TestDestroyTerminateDrainError"),
    behaviour: "A member that is no longer wanted is destroyed even if it could not be drained.",
  },
  "group.drain.terminate-skip": {
    source: scaled("TestDestroyTerminateSkipDrain"),
    behaviour: "A member that is no longer wanted is drained, whatever updates are told to skip.",
  },
  "group.free": {
    source: integration("TestFreeGroup"),
    behaviour: "A group that is freed is forgotten, and its instances are left alone.",
  },
  "group.destroy": {
    source: integration("TestDestroyGroup"),
    behaviour: "With a group all its members are drained and destroyed, and it is forgotten.",
  },
  "differs.group.durable-destroy": {
    source: group,
    behaviour:
      "A group is forgotten first, then its members are destroyed; the call waits for them and says nothing of those that stay.",
    differs:
      "Ours answers at once, keeps the group until its last member has gone, and tries again those that stay.",
  },
  "group.destroy-instances": {
    source: group,
    behaviour: "Members that are told to go are destroyed, and the group is so much smaller.",
  },
  "differs.group.healing": {
    source: "pkg/controller/group/scaler.go at 41da4a60",
    behaviour: "A member is never replaced because it is unhealthy.",
    differs:
      "Ours is, when it stays so for 30 s; with the member `Healing` of the spec for another time, or `null` for never.",
  },
  "group.adopt": {
    source: scaled("TestLabelOneUnlabelled TestLabelAllLabelled"),
    behaviour: "Only an instance that asks for it is labelled, with the tags of group and hash.",
  },
  "group.adopt.none": {
    source: scaled("TestLabelEmpty TestLabelError"),
    behaviour: "Where no instances are listed, none is labelled.",
  },
  "group.adopt.error": {
    source: scaled("TestUnableToLabel"),
    behaviour: "An instance that could not be labelled is tried again, and not replaced.",
  },
  "differs.group.adopt-alone": {
    source: scaler("TestLabel TestFailToLabel"),
    behaviour: "While an instance cannot be labelled, nothing is done for its group.",
    differs: "Ours keeps the others meanwhile.",
  },
};
