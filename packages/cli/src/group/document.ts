import type {
  CommitResult,
  GroupDescription,
  GroupSpec,
  GroupStatus,
  SlotStatus,
} from "@infrakit/infrakit/operator";

/**
 * What the command writes for programs: the names are those of InfraKit's wire, of which all of this comes.
 *
 * @module
 */

/** A group as it can be committed again. */
export function specDocument({ id, properties }: GroupSpec): unknown {
  return { ID: id, Properties: properties };
}

/** What a commit does or would do. */
export function commitDocument(id: string, pretend: boolean, { details, plan }: CommitResult): unknown {
  const slots = plan?.slots.map(({ slot, instance, action, because }) => {
    return { Slot: slot, Instance: instance, Action: action, Because: because };
  });
  return { ID: id, Pretend: pretend, Details: details, Plan: slots === undefined ? null : { Slots: slots } };
}

/** Where a group stands; `Status` is null if its plugin does not say. */
export function descriptionDocument(id: string, { instances, converged, status }: GroupDescription): unknown {
  return {
    ID: id,
    Converged: converged,
    Status: status === null ? null : statusDocument(status),
    Instances: instances.map((instance) => ({
      ID: instance.id,
      LogicalID: instance.logicalId,
      Tags: instance.tags,
      Properties: instance.properties,
    })),
  };
}

/** A status by itself. What its plugin does not tell is left out. */
export function statusDocument(status: GroupStatus): Readonly<Record<string, unknown>> {
  return {
    Phase: status.phase,
    Reason: status.reason,
    Commit: status.commit,
    Desired: status.desired,
    Ready: status.ready,
    Restarts: status.restarts,
    Slots: status.slots.map(slotDocument),
    Conditions: status.conditions.map(({ type, status: answer, reason, message, commit }) => {
      return { Type: type, Status: answer, Reason: reason, Message: message, Commit: commit };
    }),
    NextLookAt: status.nextLookAt,
  };
}

function slotDocument({ slot, instance, state, restarts, lastLoss }: SlotStatus): unknown {
  const loss = lastLoss && { At: lastLoss.at, Instance: lastLoss.instance, Reason: lastLoss.reason };
  return { Slot: slot, Instance: instance, State: state, Restarts: restarts, LastLoss: loss };
}
