import type { OpenController } from "@infrakit/testing/simulation";
import { openGroupController } from "../src/index.ts";

/** Opens the real controller in a simulated world. */
export const openSimulated: OpenController = (seams) => openGroupController(seams);
