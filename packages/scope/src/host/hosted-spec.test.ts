import { describe, expect, test } from "vitest";
import { FakeWorld } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";
import type { PluginSpec } from "../report/index.ts";

const reporter = (spec: object): string => JSON.stringify({ Plugins: [spec] });
const good = { label: "L", interfaces: ["reporter"], api_version: "1" };

async function specAfter(body: string): Promise<PluginSpec | undefined> {
  const world = new FakeWorld();
  world.put("p.sock", () => body);
  return (await world.open()).plugins()[0]?.spec;
}

describe("verdicts", () => {
  test.for<readonly [what: string, spec: object, listed: object]>([
    [
      "a good one",
      { ...good, id: "p" },
      { id: "p", label: "L", interfaces: ["reporter"], apiVersion: "1", status: "ok" },
    ],
    [
      "another id",
      { ...good, id: "q" },
      { id: "p", label: "p", status: 'error: plugin must not change its id (is "q", should be "p")' },
    ],
    [
      "another version",
      { ...good, id: "p", api_version: "foo" },
      {
        id: "p",
        label: "L",
        interfaces: ["reporter"],
        apiVersion: "foo",
        status: 'error: incorrect API version: expected "1", got "foo"',
      },
    ],
    [
      "no interface",
      { ...good, id: "p", interfaces: [] },
      {
        id: "p",
        label: "L",
        interfaces: [],
        apiVersion: "1",
        status: 'error: spec must implement the "reporter" interface',
      },
    ],
  ])(
    "plugins() shows the spec when the report has %s [scope.spec.checks] [scope.status]",
    async ([, spec, listed]) => {
      expect(await specAfter(reporter(spec))).toEqual(listed);
    },
  );

  test("plugins() shows the id and no status when no report has come [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => undefined);
    expect((await world.open()).plugins()).toEqual([{ path: "/p/p.sock", spec: { id: "p", label: "p" } }]);
  });

  test("plugins() keeps the last spec that fitted when a later report fails [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => goodReport("p"));
    const host = await world.open();
    world.change("p.sock", () => reporter({ ...good, id: "q" }));
    await world.clock.advance(1000);
    expect(host.plugins()[0]?.spec).toMatchObject({
      label: "P",
      status: 'error: plugin must not change its id (is "q", should be "p")',
    });
  });

  test("plugins() shows what changed when label and interfaces do [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => goodReport("p"));
    const host = await world.open();
    world.change("p.sock", () => reporter({ ...good, id: "p" }));
    await world.clock.advance(1000);
    expect(host.plugins()[0]?.spec).toMatchObject({ label: "L", interfaces: ["reporter"], status: "ok" });
  });
});
