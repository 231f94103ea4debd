/**
 * Fakes with faults and a clock that moves when it is told to, for people who prove plugins and controllers.
 *
 * @module
 */
export { FakeFlavor } from "./fake-flavor.ts";
export { type FakeInstance, FakeInstances, type Fault, type InstanceCall } from "./fake-instances.ts";
export { createFakePlugins } from "./fake-plugins.ts";
export { answers, hangs, isLost, losesAnswer, refuses, waits } from "./faults.ts";
export { ManualClock, type ManualTimer } from "./manual-clock.ts";
export { seededRandom } from "./seeded-random.ts";
