import { createComboKind } from "./combo.ts";
import { fileKind } from "./file.ts";
import { groupKind } from "./group.ts";
import type { Kind } from "./kind.ts";
import { processKind } from "./process.ts";
import { vanillaKind } from "./vanilla.ts";

/** Those that need no other plugin. */
const simpleKinds: readonly Kind[] = [fileKind, processKind, vanillaKind];

/** The kinds of which groups are made. */
export const memberKinds: readonly Kind[] = [...simpleKinds, createComboKind(simpleKinds)];

/** All kinds of plugins that come with InfraKit. */
export const kinds: readonly Kind[] = [groupKind, ...memberKinds];
