import type { ControlRequest } from "./scope-host.ts";

/** What Go's JSON writes as an escape so that it can stand in a page. */
const html = /[<>&\u2028\u2029]/g;

/**
 * The body of a control in the bytes of Scope's probe: these members in this order, `null` where there are no
 * arguments, and Go's escapes.
 *
 * @param control The plugin's own name of the control, without its prefix.
 */
export function formatControl({ appId, nodeId, args }: ControlRequest, control: string): string {
  // Built as text: an object would put arguments that are called `1` and `2` before all others.
  const pairs = args === undefined ? undefined : Array.from(args, (pair) => pair.map(quote).join(":"));
  const written = pairs === undefined ? "null" : `{${pairs.join(",")}}`;
  return `{"AppID":${quote(appId)},"Control":${quote(control)},"ControlArgs":${written},"NodeID":${quote(nodeId)}}`;
}

function quote(text: string): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(html, escape);
}
