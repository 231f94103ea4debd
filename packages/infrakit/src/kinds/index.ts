import { fileKind } from "./file.ts";
import { groupKind } from "./group.ts";
import type { Kind } from "./kind.ts";
import { processKind } from "./process.ts";
import { vanillaKind } from "./vanilla.ts";

/** The kinds of which groups are made. */
export const memberKinds: readonly Kind[] = [fileKind, processKind, vanillaKind];

/** All kinds of plugins that come with InfraKit. */
export const kinds: readonly Kind[] = [groupKind, ...memberKinds];
