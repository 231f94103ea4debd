import { processInstance } from "@infrakit/infrakit";
import { RawJson } from "@infrakit/spi/document";

/** The group that is kept: `version` is what makes its instances differ. */
export function groupOf({ id, size, version }) {
  return {
    id,
    size,
    instance: { plugin: "instances", properties: RawJson.fromValue({ image: "nginx", version }) },
    flavor: { plugin: "flavor", properties: RawJson.fromValue({ Tags: { tier: "web" } }) },
  };
}

/** A group of processes that live for ever, by the plugin of that name. */
export function processGroupOf({ id, size }) {
  const { properties } = processInstance({ command: "sleep", args: ["100000"] });
  return { id, size, instance: { plugin: "instances", properties } };
}
