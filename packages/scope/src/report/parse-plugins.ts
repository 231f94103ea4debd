import type { JsonReader } from "./json-reader.ts";
import { readElements, readMembers, readText } from "./read-value.ts";
import type { PluginSpec } from "./report.ts";
import type { Writable } from "./writable.ts";

/** Reads the list `Plugins`. Of several with the same id the last one counts. */
export function readPlugins(reader: JsonReader): ReadonlyMap<string, PluginSpec> {
  const plugins = new Map<string, PluginSpec>();
  readElements(reader, () => {
    const spec = readPluginSpec(reader);
    plugins.set(spec.id, spec);
  });
  return plugins;
}

function readPluginSpec(reader: JsonReader): PluginSpec {
  const spec: Writable<PluginSpec> = { id: "", label: "" };
  readMembers(reader, (name) => {
    switch (name) {
      case "id":
      case "label":
      case "description":
      case "status":
        spec[name] = readText(reader);
        return;
      case "api_version":
        spec.apiVersion = readText(reader);
        return;
      case "interfaces":
        return readInterfaces(reader, spec);
      default:
        reader.skip();
    }
  });
  return spec;
}

/** That there are none is not the same as an empty list: a host shows which it was. */
function readInterfaces(reader: JsonReader, spec: Writable<PluginSpec>): void {
  delete spec.interfaces;
  if (reader.kind() === "null") return reader.skip();
  const interfaces: string[] = [];
  readElements(reader, () => interfaces.push(readText(reader)));
  spec.interfaces = interfaces;
}
