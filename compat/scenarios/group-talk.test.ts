import { openGroupController } from "@infrakit/group";
import { createComboFlavor } from "@infrakit/plugins/flavor/combo";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import {
  connectFlavor,
  connectInMemory,
  connectInstance,
  createHandler,
  type PluginObjects,
} from "@infrakit/rpc";
import type { InstanceSpec } from "@infrakit/spi/data";
import { encodeJson, RawJson } from "@infrakit/spi/document";
import { createFakePlugins, FakeInstances, ManualClock, seededRandom } from "@infrakit/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { callsAmong, getMethod } from "../replay/message.ts";
import { readRecordings } from "../replay/recording.ts";

/** Instances whose properties are their whole specs, as those of Go's file plugin are. */
class SpecInstances extends FakeInstances {
  override provision(spec: InstanceSpec): Promise<string> {
    const { Spec } = getMethod("Instance.Provision").params.encode({ type: "", spec }) as {
      readonly Spec: unknown;
    };
    return super.provision({ ...spec, properties: RawJson.fromText(encodeJson(Spec)) });
  }
}

const vanilla =
  '"Flavor":{"Plugin":"vanilla","Properties":{"Init":["echo hi"],"Attachments":[{"ID":"ebs1","Type":"ebs"}],"Tags":{"tier":"web"}}}';
const member = (init: string, tag: string): string =>
  `{"Plugin":"vanilla","Properties":{"Init":["${init}"],"Tags":{${tag}}}}`;
const combo = `"Flavor":{"Plugin":"combo","Properties":[${member("a", '"x":"1"')},${member("b", '"y":"2"')}]}`;
const noted = (note: string): string => `"Instance":{"Plugin":"file","Properties":{"Note":"${note}"}}`;

/** What was committed when the talk was recorded: each group in two versions, so that it was updated. */
const commits = ["one", "two"].flatMap((note) => [
  { id: "herd", properties: `{"Allocation":{"Size":3},${vanilla},${noted(note)}}` },
  { id: "pets", properties: `{"Allocation":{"LogicalIDs":["10.0.0.1","10.0.0.2"]},${combo},${noted(note)}}` },
]);

/** What was recorded of the talk between Go's controller and its plugins. */
const recorded = callsAmong(readRecordings("wire-head")).filter(
  ({ line, plugin }) => line >= 50 && ["file", "vanilla", "combo"].includes(plugin),
);

describe("a group that is made and then updated [group.talk] [differs.slot-tag] [differs.fault.sequence]", () => {
  const said: string[] = [];

  beforeAll(async () => {
    const clock = new ManualClock();
    const plugin = (objects: PluginObjects): Parameters<typeof connectInstance>[0] => {
      const handler = createHandler(objects);
      const handle = (body: string): Promise<string> => {
        said.push(body);
        return handler.handle(body);
      };
      return connectInMemory({ ...handler, handle }, { timeoutMs: 60_000 });
    };
    const flavors = { vanilla: createVanillaFlavor() };
    const lookup = createFakePlugins({ flavors });
    const plugins = createFakePlugins({
      instances: { file: connectInstance(plugin({ instance: new SpecInstances() }), "file") },
      flavors: {
        vanilla: connectFlavor(plugin({ flavor: flavors.vanilla }), "vanilla"),
        combo: connectFlavor(plugin({ flavor: createComboFlavor({ lookup }) }), "combo"),
      },
    });
    const group = await openGroupController({ clock, random: seededRandom(1), plugins });
    for (const { id, properties } of commits) {
      await group.commitGroup({ id, properties: RawJson.fromText(properties) });
      await clock.advance(300_000);
    }
    await group.close();
  });

  test.for(recorded)(
    "openGroupController() says what Go's controller said in $name",
    ({ called, params }) => {
      const ours = said
        .filter((body) => body.includes(`"method":"${called}"`))
        .map((body) => asGo(/"params":(.*),"id":\d+\}$/.exec(body)?.[1] ?? ""));
      expect(ours).toContain(asGo(params.text));
    },
  );
});

test("the talk was recorded", () => {
  expect(recorded).toHaveLength(12);
});

/** A text without ids of instances, which are drawn, and without what differs. */
function asGo(params: string): string {
  return params
    .replaceAll(/"(?:instance-\d+|i-\d+)"/g, '"<id>"')
    .replaceAll(/"infrakit\.slot":"\d+-[a-z0-9]{8}",|,"infrakit\.slot":"\d+-[a-z0-9]{8}"/g, "")
    .replaceAll(/"Sequence":\d+/g, '"Sequence":"<number>"');
}
