import { eventKind } from "./event.ts";
import { flavorKind } from "./flavor.ts";
import { groupKind } from "./group.ts";
import { instanceKind } from "./instance.ts";
import type { Kind } from "./kind.ts";

/** Every kind that can be served. */
export const kinds: readonly Kind[] = [eventKind, flavorKind, groupKind, instanceKind];
