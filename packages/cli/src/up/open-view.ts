import type { Context } from "../context.ts";
import { createJsonLogger } from "../logger.ts";
import { openJsonView, openLineView } from "./line-view.ts";
import { type CurrentStatus, openLiveView } from "./live-view.ts";
import type { View } from "./view.ts";

/** A live table on a terminal, a line for each change in a pipe, a document for each change as JSON. */
export function openView(context: Context, current: CurrentStatus): View {
  if (context.isJson) return openJsonView(context.stdout, createJsonLogger());
  return context.stdout.isTTY
    ? openLiveView(context.stdout, current)
    : openLineView(context.stdout, createJsonLogger());
}
