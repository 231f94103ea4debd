import { controllerKind } from "./controller.ts";
import { eventKind } from "./event.ts";
import { flavorKind } from "./flavor.ts";
import { groupKind } from "./group.ts";
import { instanceKind } from "./instance.ts";
import type { Kind } from "./kind.ts";
import { l4Kind } from "./l4.ts";
import { managerKind } from "./manager.ts";
import { metadataKind } from "./metadata.ts";
import { resourceKind } from "./resource.ts";
import { rolloutKind } from "./rollout.ts";
import { updatableKind } from "./updatable.ts";

/** Every kind that can be served. */
export const kinds: readonly Kind[] = [
  controllerKind,
  eventKind,
  flavorKind,
  groupKind,
  instanceKind,
  l4Kind,
  managerKind,
  metadataKind,
  resourceKind,
  rolloutKind,
  updatableKind,
];
