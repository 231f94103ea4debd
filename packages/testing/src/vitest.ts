/**
 * Conformance cases as tests of vitest.
 *
 * @module
 */
import { describe, onTestFinished, test } from "vitest";
import { type ConformanceCase, type ConformanceOptions, runCase } from "./conformance/index.ts";

/** A plugin for one test. */
export interface OpenedPlugin<Plugin, Inputs> extends ConformanceOptions<Inputs> {
  readonly plugin: Plugin;
  /** Called when the test ends. */
  readonly close?: () => Promise<void>;
}

/** Makes a test of each case; each has a plugin of its own. A case that has no verdict is skipped, with the reason. */
export function describeConformance<Plugin, Inputs>(
  name: string,
  cases: readonly ConformanceCase<Plugin, Inputs>[],
  open: () => OpenedPlugin<Plugin, Inputs> | Promise<OpenedPlugin<Plugin, Inputs>>,
): void {
  describe(name, () => {
    test.for(cases.map((one) => [one.name, one] as const))("%s", async ([, one], { skip }) => {
      const opened = await open();
      onTestFinished(() => opened.close?.());
      const { outcome, message = "" } = await runCase(one, opened.plugin, opened);
      if (outcome === "skipped") skip(message);
      if (outcome === "fails") throw new Error(message);
    });
  });
}
