/**
 * A simulated world for controllers of groups: one seed, one history of faults, lies and doings of operators, and
 * rules that hold at every step. It needs no test runner.
 *
 * @module
 */
export { drawHistory, type Honesty } from "./draw-history.ts";
export type { Act, CallFault, History, OperatorWord, Setting, SimulatedCall } from "./history.ts";
export type { Happening, WorldView } from "./happening.ts";
export { type Outcome, replay } from "./replay.ts";
export { type Rule, rules } from "./rules.ts";
export type { OpenController, SimulatedController, SimulatedRecord, SimulatedSeams } from "./seams.ts";
export type { SimulatedInstance } from "./simulated-instances.ts";
export {
  type Failure,
  formatSimulation,
  rulesUnder,
  simulate,
  type Simulation,
  type SimulationOptions,
} from "./simulate.ts";
export { isSameWanted, type Wanted } from "./wanted.ts";
