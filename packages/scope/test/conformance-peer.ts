import type { PeerAnswer, PeerRequest, ScopePeer, SocketModes } from "../src/conformance/index.ts";

/** The only node that it reports. */
export const host = "vm;<host>";
const time = "2026-01-01T00:00:00Z";
/** What its controls are. */
export const control = { id: "go", human: "Go", icon: "fa-play", rank: 1 };

/** A change of a report: a path, and the value that is put there; none takes away what is there. */
type Change = readonly [path: string, value?: unknown];

/** What a right plugin reports to a probe. */
export function reportFor(probeId: string): object {
  const mine = { id: "mine", label: "Mine", interfaces: ["reporter", "controller"], api_version: "1" };
  return {
    Host: {
      nodes: {
        [host]: {
          id: host,
          latest: {
            control_probe_id: { timestamp: time, value: probeId },
            active_controls: { timestamp: time, value: "go" },
          },
          latestControls: { go: { timestamp: time, value: { dead: false } } },
          metrics: { load: { samples: [{ date: time, value: 1 }], min: 0, max: 2 } },
        },
      },
      controls: { go: control, stop: { ...control, id: "stop" } },
      metric_templates: { load: { id: "load", label: "Load" } },
    },
    Plugins: [mine],
  };
}

/** How a plugin is wrong: in what it answers, or in where it is. */
export interface Wrong {
  readonly socketPath?: string;
  readonly modes?: SocketModes;
  /** Changes the report. */
  readonly report?: Change;
  /** Changes the shortcut. */
  readonly shortcut?: Change;
  /** Another answer than the right one. */
  readonly answer?: (request: PeerRequest) => Partial<PeerAnswer> | undefined;
  readonly hangUp?: () => void;
}

/** A plugin that is right but for what is wrong. */
export function createPeer(wrong: Wrong = {}): ScopePeer {
  const { socketPath = "/run/mine/mine.sock", modes = { socket: 0o600, directory: 0o700 } } = wrong;
  return {
    socketPath,
    modes: async () => modes,
    hangUp: async () => wrong.hangUp?.(),
    ask: async (request) => {
      const right = { status: 200, ms: 1, isReused: true, ...answer(request, wrong) };
      const given = { ...right, ...wrong.answer?.(request) };
      return { statusText: String(given.status), ...given };
    },
  };
}

function answer(request: PeerRequest, wrong: Wrong): { readonly body: string; readonly status?: number } {
  const { pathname, searchParams } = new URL(request.path, "http://plugin");
  const right = reportFor(searchParams.get("probe_id") ?? "");
  if (pathname === "/report" && request.method === "POST") return { status: 405, body: "" };
  if (pathname === "/report") return { body: JSON.stringify(changed(right, wrong.report)) };
  if (pathname !== "/control") return { status: 404, body: "" };
  if (request.body?.includes('"Control":"go"') !== true) return { body: '{"error":"no such control"}' };
  return { body: JSON.stringify(changed({ shortcutReport: right }, wrong.shortcut)) };
}

/** A copy with a change in it. */
function changed(json: object, [path, value]: Change = [""]): object {
  const copy = structuredClone(json);
  const names = path.split("/");
  const last = names.pop() ?? "";
  const parent = names.reduce(
    (part, name) => part[name] as Record<string, unknown>,
    copy as Record<string, unknown>,
  );
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** Tells requests of a kind. */
export const isReport = ({ path, method }: PeerRequest): boolean =>
  path.startsWith("/report") && method === undefined;
/** Tells requests of a kind. */
export const isControl = ({ path }: PeerRequest): boolean => path.startsWith("/control");
/** Tells requests of a kind. */
export const isGo = ({ body }: PeerRequest): boolean => body?.includes('"Control":"go"') === true;

/** A plugin that says something else of its only node. */
export function node(path: string, value?: unknown): Wrong {
  return { report: [`Host/nodes/${host}/${path}`, value] };
}

/** A plugin that says something else of itself. */
export function spec(name: string, value?: unknown): Wrong {
  return { report: [`Plugins/0/${name}`, value] };
}

/** A plugin that answers some requests otherwise. */
export function but(isMeant: (request: PeerRequest) => boolean, other: Partial<PeerAnswer>): Wrong {
  return { answer: (request) => (isMeant(request) ? other : undefined) };
}

/** A plugin that is dead from some moment on. */
export function dying(): { readonly wrong: Wrong; readonly die: () => void } {
  let isDead = false;
  const wrong: Wrong = {
    answer() {
      if (isDead) throw new Error("connect ECONNREFUSED");
      return undefined;
    },
  };
  return { wrong, die: () => void (isDead = true) };
}
