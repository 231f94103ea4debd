/** A fault of a part of the original that ours does not have: there is nothing that could be tested. */
export interface FaultElsewhere {
  /** Where it can be seen: a file of `docker/infrakit` at its last commit. */
  readonly source: string;
  /** The fault, in a sentence. */
  readonly fault: string;
  /** Why there is no test of ours. */
  readonly reason: string;
}

const manager = "There is no manager of InfraKit's kind in ours: its groups keep their own records.";
const selector = "Ours has no selectors among instance plugins.";
const controllers =
  "Ours has no controllers but that of groups; others are served as objects of their authors.";

/** Faults that lose data, hang or give wrong results, in parts that ours does not have. */
export const faultsElsewhere: readonly FaultElsewhere[] = [
  {
    source: "pkg/run/v0/manager/manager.go at 41da4a60",
    fault: "A call of a controller under the name of the stack hangs, and the manager's queue with it.",
    reason: manager,
  },
  {
    source: "pkg/manager/manager.go at 41da4a60",
    fault: "A manager that leads no more frees its groups, and lets its other controllers go on.",
    reason: manager,
  },
  {
    source: "pkg/run/v0/manager/etcd.go at 41da4a60",
    fault: "The manager on etcd ends when it starts.",
    reason: manager,
  },
  {
    source: "pkg/plugin/instance/selector/internal/base.go at 41da4a60",
    fault: "Where one choice of a selector cannot be reached, calls of all of them hang.",
    reason: selector,
  },
  {
    source: "pkg/plugin/instance/selector/internal/base.go at 41da4a60",
    fault: "Properties under `default` are not found, and instances are made without any.",
    reason: selector,
  },
  {
    source: "pkg/plugin/instance/selector/weighted/weighted.go at 41da4a60",
    fault: "Where all weights are 0, the process ends.",
    reason: selector,
  },
  {
    source: "pkg/run/v0/enrollment/enrollment.go at 41da4a60",
    fault: "Each call makes another controller: it describes nothing, and none is ever stopped.",
    reason: controllers,
  },
  {
    source: "pkg/controller/group/controller.go at 41da4a60",
    fault: "Groups as a controller: options are lost, and any name describes and destroys by another.",
    reason: "Ours serves groups as `Group` only.",
  },
  {
    source: "pkg/controller/internal/controller.go at 41da4a60",
    fault: "A plan is told without its messages.",
    reason: controllers,
  },
  {
    source: "pkg/controller/internal/observer.go at 41da4a60",
    fault: "After the first error that nobody reads nothing is observed any more.",
    reason: controllers,
  },
  {
    source: "pkg/controller/gc/model/swarm/fsm.go at 41da4a60",
    fault: "That a node was found is always an error.",
    reason: controllers,
  },
  {
    source: "pkg/plugin/flavor/kubernetes/flavor.go at 41da4a60",
    fault: "Errors of templates are passed over, and no links are made.",
    reason: "Ours has no flavor for Kubernetes.",
  },
  {
    source: "pkg/plugin/metadata/updatable.go at 41da4a60",
    fault: "What was put into a document cannot be taken out of it again.",
    reason: "Ours has no plugin of such a document; the protocol is served as its authors answer.",
  },
  {
    source: "pkg/run/v0/simulator/l4.go at 41da4a60",
    fault: "A health check is written over a route, which cannot be listed then.",
    reason: "Ours has no load balancer, nor a simulator of one.",
  },
];
