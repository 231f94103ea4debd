import { expect, test } from "vitest";
import { type ConformanceCase, runCase } from "../src/conformance/index.ts";

/** Makes a test of each case: it fails when it meets the plugin that is wrong in just that. */
export function describeWrong<Plugin, Inputs>(
  cases: readonly ConformanceCase<Plugin, Inputs>[],
  wrong: Readonly<Record<string, () => Plugin>>,
  inputs: Inputs,
): void {
  test.for(cases.map((one) => [one.name, one] as const))(
    "%s: it fails when a plugin does otherwise",
    async ([name, one]) => {
      const plugin = wrong[name];
      if (plugin === undefined) throw new Error(`no plugin is wrong in that "${name}"`);
      const result = await runCase(one, plugin(), { inputs, deadlineMs: 100 });
      expect(result).toMatchObject({ name, outcome: "fails" });
      expect(result.message).toMatch(/^(?:expected|wrong:) /);
    },
  );
}
