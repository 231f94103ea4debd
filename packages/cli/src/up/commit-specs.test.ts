import type { Infrakit } from "@infrakit/infrakit";
import { type GivenSizes, type GroupSpec, LocalError, RawJson } from "@infrakit/infrakit/operator";
import { expect, test, vi } from "vitest";
import { commitSpecs } from "./commit-specs.ts";

// A pause until the next try takes no time.
vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

function spec(size: number, plugin: string): GroupSpec {
  const properties = {
    Allocation: { Size: size },
    Instance: { Plugin: plugin },
    Flavor: { Plugin: "vanilla" },
  };
  return { id: "web", properties: RawJson.fromValue(properties) };
}

/** Keeps "web" at size 2, and refuses to commit it the first few times. */
function keepingWeb(refusals: number): Infrakit {
  let left = refusals;
  const controller = {
    ids: () => ["web"],
    inspectGroups: async () => [spec(2, "before")],
    commitGroup: async () => {
      if (left-- > 0) throw new LocalError("plugin_not_found", "plugin not found:sim");
      return { details: "", plan: null };
    },
    status: () => ({ phase: "converged" }),
  };
  return { controller, slowCalls: () => [] } as object as Infrakit;
}

test("commitSpecs() says once that a given size was forgotten, however often the spec is tried", async () => {
  const said: string[] = [];
  const damage = { path: "/state/given/web.record", cause: new Error("it is empty") };
  const given: Pick<GivenSizes, "last" | "damage" | "remember"> = {
    last: () => undefined,
    damage: () => damage,
    remember: async () => undefined,
  };
  const tools = {
    infrakit: keepingWeb(3),
    given: given as GivenSizes,
    say: (line: string) => void said.push(line),
    signal: new AbortController().signal,
  };
  await commitSpecs([spec(1, "sim")], tools);
  expect(said.at(-1)).toMatch(/^Committed web, keeping size 2 set by scale/);
  expect(said.filter((line) => line.includes(damage.path))).toHaveLength(1);
  expect(said.filter((line) => line.startsWith("Cannot commit web yet: "))).toHaveLength(1);
});
