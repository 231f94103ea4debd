import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createFileInstances } from "@infrakit/plugins/instance/file";
import { processInstance } from "@infrakit/plugins/instance/process";
import { RawJson } from "@infrakit/spi/document";
import { flavorCases, instanceCases } from "@infrakit/testing/conformance";
import { describeConformance } from "@infrakit/testing/vitest";
import { Place } from "./place.ts";

describeConformance("the process plugin", instanceCases, async () => {
  const place = await Place.open();
  const plugin = await place.openPlugin({ graceMs: 1000 });
  const { properties } = processInstance({ command: "sleep", args: ["100000"] });
  const refused = ["{}", '{"Command":""}', '{"Command":1}'].map((text) => RawJson.fromText(text));
  return { plugin, inputs: { properties, refused }, close: () => place.close() };
});

describeConformance("the file plugin", instanceCases, async () => {
  const directory = await mkdtemp(join(tmpdir(), "infrakit-file-"));
  const inputs = { properties: RawJson.fromText('{"Note":"v1"}') };
  const close = (): Promise<void> => rm(directory, { recursive: true });
  return { plugin: createFileInstances({ directory }), inputs, close };
});

describeConformance("the vanilla flavor", flavorCases, () => {
  const properties = RawJson.fromText('{"Init":["echo hi"],"Tags":{"tier":"web"}}');
  const refused = ['{"Tags":{"infrakit.slot":"0-abcd1234"}}', '{"Init":"echo"}'];
  const inputs = { properties, refused: refused.map((text) => RawJson.fromText(text)) };
  return { plugin: createVanillaFlavor(), inputs };
});
