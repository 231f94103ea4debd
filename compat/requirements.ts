import { casesElsewhere } from "./requirements/cases-elsewhere.ts";
import { casesOfGroups } from "./requirements/cases-of-groups.ts";
import { casesOfWire } from "./requirements/cases-of-wire.ts";
import { clientSide } from "./requirements/client.ts";
import { difference } from "./requirements/difference.ts";
import { encoding } from "./requirements/encoding.ts";
import { events } from "./requirements/events.ts";
import { group } from "./requirements/group.ts";
import { groupLeaving } from "./requirements/group-leaving.ts";
import { groupUpdate } from "./requirements/group-update.ts";
import { handshake } from "./requirements/handshake.ts";
import { message } from "./requirements/message.ts";
import { place } from "./requirements/place.ts";
import { plugin } from "./requirements/plugin.ts";
import type { Cases, Requirements } from "./requirements/requirement.ts";
import { scopeApp } from "./requirements/scope-app.ts";
import { scopeHost } from "./requirements/scope.ts";
import { transport } from "./requirements/transport.ts";

/** Every behaviour of the original that ours is held to, by chapter. */
export const chapters: Readonly<Record<string, Requirements>> = {
  "HTTP and JSON-RPC": transport,
  "Handshakes, names, dialects": handshake,
  Messages: message,
  Values: encoding,
  Clients: clientSide,
  Events: events,
  "Plugin directory": place,
  Plugins: plugin,
  "Cases of the group plugin": group,
  "Cases of its updates": groupUpdate,
  "Cases of instances that leave or come": groupLeaving,
  "Hosts of Scope's plugins": scopeHost,
  "Scope's app": scopeApp,
  "Additions, and faults of the original": difference,
};

/** The same, by id. Tests cite an id in square brackets. */
export const requirements: Requirements = Object.assign({}, ...Object.values(chapters)) as Requirements;

/** The original's own tests, file by file, and which requirements ask for the same. */
export const cases: readonly Cases[] = [...casesOfGroups, ...casesOfWire, ...casesElsewhere];
