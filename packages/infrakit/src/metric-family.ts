/** What can be measured; `labels` tell the measurements of a family apart. */
export interface MetricFamily {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Of a histogram: what its values are sorted by, in seconds, smallest first. Empty for the others. */
  readonly buckets: readonly number[];
}

/** A call within a machine takes milliseconds; one that nobody answers takes until its deadline. */
const callBuckets: readonly number[] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

/** A process is there at once, a machine in minutes. */
const provisionBuckets: readonly number[] = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600];

const reconcileBuckets: readonly number[] = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 3600];

/** The key of a family in {@link metricFamilies}. */
export type MetricKey =
  | "groupDesired"
  | "groupReady"
  | "groupPending"
  | "groupFailed"
  | "groupConverged"
  | "groupRestarts"
  | "groupsDamaged"
  | "provisionSeconds"
  | "reconcileSeconds"
  | "rpcSeconds"
  | "rpcErrors";

/** All that is measured. Names and labels are what dashboards rely on: they are listed in the reference. */
export const metricFamilies: Readonly<Record<MetricKey, MetricFamily>> = {
  groupDesired: {
    name: "infrakit_group_desired",
    type: "gauge",
    help: "Instances that the group should have",
    labels: ["group"],
    buckets: [],
  },
  groupReady: {
    name: "infrakit_group_ready",
    type: "gauge",
    help: "Instances of the committed properties that are healthy",
    labels: ["group"],
    buckets: [],
  },
  groupPending: {
    name: "infrakit_group_pending",
    type: "gauge",
    help: "Slots that are empty or whose instance is being made",
    labels: ["group"],
    buckets: [],
  },
  groupFailed: {
    name: "infrakit_group_failed",
    type: "gauge",
    help: "Instances that are unhealthy, or kept as evidence of a failure",
    labels: ["group"],
    buckets: [],
  },
  groupConverged: {
    name: "infrakit_group_converged",
    type: "gauge",
    help: "1 if nothing is left to do for the group, else 0",
    labels: ["group"],
    buckets: [],
  },
  groupRestarts: {
    name: "infrakit_group_restarts_total",
    type: "counter",
    help: "Instances that were gone, had ended, or were replaced for their health",
    labels: ["group"],
    buckets: [],
  },
  groupsDamaged: {
    name: "infrakit_groups_damaged",
    type: "gauge",
    help: "Groups that are not kept because their records are damaged",
    labels: [],
    buckets: [],
  },
  provisionSeconds: {
    name: "infrakit_provision_seconds",
    type: "histogram",
    help: "Time that a plugin took to make an instance",
    labels: ["plugin"],
    buckets: provisionBuckets,
  },
  reconcileSeconds: {
    name: "infrakit_reconcile_seconds",
    type: "histogram",
    help: "Time from something to do for a group until it has converged",
    labels: [],
    buckets: reconcileBuckets,
  },
  rpcSeconds: {
    name: "infrakit_rpc_seconds",
    type: "histogram",
    help: "Time that a call of a plugin took, in this process or across a socket",
    labels: ["plugin", "method"],
    buckets: callBuckets,
  },
  rpcErrors: {
    name: "infrakit_rpc_errors_total",
    type: "counter",
    help: "Calls of a plugin that were refused, or of which nobody knows whether they were done",
    labels: ["plugin", "method", "outcome"],
    buckets: [],
  },
};
