import type { ControlAnswer } from "./scope-host.ts";

/** An answer as a probe sends it to its app, and an app to its client: what is absent or empty is left out. */
export function answerToWire(answer: ControlAnswer): Readonly<Record<string, unknown>> {
  const { error, pipe, rawTty, removedNode, resizeTtyControl, value } = answer;
  return {
    ...(error !== undefined && error !== "" && { error }),
    ...(pipe !== undefined && { pipe }),
    ...(rawTty !== undefined && { raw_tty: rawTty }),
    ...(removedNode !== undefined && { removedNode }),
    ...(resizeTtyControl !== undefined && { resize_tty_control: resizeTtyControl }),
    ...(value !== undefined && { value }),
  };
}
