import { connectInstance } from "@infrakit/infrakit/operator";
import { type EventInputs, instanceCases, LeftBehind, runCase } from "@infrakit/testing/conformance";
import { propertiesFor } from "./check-documents.ts";
import type { SuiteContext } from "./check-suite.ts";

/** What happens so that there is an event: an instance is made, looked for and destroyed. */
const oneLife = instanceCases.find(({ name }) => name === "provision gives an id that describe lists");

/** A plugin that hosts instances tells of them: if they are checked too, one is made and destroyed for it. */
export function eventInputs(context: SuiteContext): EventInputs {
  const { connection, targets, inputs, signal } = context;
  const hosts = targets.find((target) => target.interface === "Instance");
  if (hosts === undefined || oneLife === undefined) return {};
  const plugin = connectInstance(connection, hosts.name);
  const options = { inputs: propertiesFor(context), deadlineMs: inputs.deadlineMs, signal };
  return {
    async trigger() {
      const { outcome, message, isLeft } = await runCase(oneLife, plugin, options);
      if (outcome !== "fails") return;
      const why = `to make and destroy an instance: ${message}`;
      throw isLeft === true ? new LeftBehind(why) : new Error(why);
    },
  };
}
