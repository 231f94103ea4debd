import { parseReport } from "../report/index.ts";
import {
  isObject,
  membersOf,
  parseObject,
  type RawObject,
  readReport,
  specsOf,
  topologiesOf,
} from "./raw-report.ts";
import {
  demand,
  demandNone,
  type Press,
  type Pressed,
  type ScopeCase,
  type ScopeContext,
  show,
} from "./scope-case.ts";
import type { PeerAnswer } from "./scope-peer.ts";
import { idOf } from "./socket-cases.ts";

const registry = "probe/plugins/registry.go";

/** How long hosts wait for an answer. */
const patienceMs = 500;

/** What holds for controls that are pressed, which is done only to those that the caller names. */
export const shortcutCases: readonly ScopeCase[] = [
  {
    name: "a control that is pressed is answered in time, in words that hosts read",
    severity: "must",
    source: registry,
    advice:
      'Answer with status 200 and a JSON object: {}, or {"error"}, or {"value"}; go on afterwards if it takes long',
    async run(_, context) {
      for (const { press, answer } of await pressedOf(context)) seeAnswer(press, answer);
    },
  },
  {
    name: "a control that is offered and pressed does not fail",
    severity: "should",
    source: registry,
    advice: "Offer a control only while it can be used",
    async run(_, context) {
      const failed = (await pressedOf(context)).flatMap(({ press, answer }) => {
        const { error } = wordsOf(answer);
        return error === undefined || error === "" ? [] : [`${show(error)} from ${press.control}`];
      });
      demandNone(failed, { expected: "no error", because: "people see a button that does not work" });
    },
  },
  {
    name: "a shortcut can be read by hosts",
    severity: "must",
    source: "report/report.go",
    advice: "Write it as a report for /report is written",
    async run(_, context) {
      for (const shortcut of await shortcutsOf(context)) {
        const fault = faultOf(shortcut);
        demand(fault === undefined, {
          expected: "a report in Scope's JSON",
          came: fault ?? "",
          because: "hosts refuse the whole answer",
        });
      }
    },
  },
  {
    name: "a shortcut says whose it is",
    severity: "must",
    source: registry,
    advice: 'Give it the "Plugins" of every other report',
    async run(peer, context) {
      for (const shortcut of await shortcutsOf(context)) {
        const ids = specsOf(shortcut).map(({ id }) => id);
        demand(ids.length === 1 && ids[0] === idOf(peer.socketPath), {
          expected: `"Plugins" with the one id ${show(idOf(peer.socketPath))}`,
          came: show(ids),
          because: "Scope's probe dies of a shortcut without it",
        });
      }
    },
  },
  {
    name: "a shortcut repeats all controls",
    severity: "should",
    source: registry,
    advice: 'Give it the "controls" of every topology, as in every other report',
    async run(peer, context) {
      const shortcuts = await shortcutsOf(context);
      const all = controlsOf(await readReport(peer, context));
      for (const shortcut of shortcuts) {
        const repeated = controlsOf(shortcut);
        demandNone(
          [...all].filter((id) => !repeated.has(id)).map((id) => `none for ${show(id)}`),
          {
            expected: "a description of each control",
            because: "until the next report the others are not recognised",
          },
        );
      }
    },
  },
  {
    name: "a shortcut is called shortcutReport",
    severity: "should",
    source: "common/xfer/controls.go",
    advice: "Write it with a small s, whatever Scope's documents say",
    async run(_, context) {
      const misspelt = (await pressedOf(context)).flatMap(({ answer }) =>
        Object.keys(wordsOf(answer)).filter(
          (key) => /^shortcut_?report$/i.test(key) && key !== "shortcutReport",
        ),
      );
      demandNone(misspelt, { expected: "shortcutReport", because: "hosts ignore any other spelling" });
    },
  },
];

async function pressedOf(context: ScopeContext): Promise<readonly Pressed[]> {
  const pressed = await context.pressAll();
  return pressed.length === 0 ? context.skip("no control was named that may be pressed") : pressed;
}

async function shortcutsOf(context: ScopeContext): Promise<readonly RawObject[]> {
  const shortcuts = (await pressedOf(context))
    .map(({ answer }) => wordsOf(answer)["shortcutReport"])
    .filter((shortcut) => isObject(shortcut));
  return shortcuts.length === 0 ? context.skip("no control was answered with a shortcut") : shortcuts;
}

function seeAnswer({ control }: Press, { status, body, ms }: PeerAnswer): void {
  demand(status === 200 && isObject(wordsOf({ body })), {
    expected: `status 200 and a JSON object from ${control}`,
    came: `${status} ${show(body)}`,
    because: "people are told that the plugin is broken",
  });
  demand(ms < patienceMs, {
    expected: `an answer from ${control} within ${patienceMs} ms`,
    came: `one after ${Math.round(ms)} ms`,
    because: "hosts hang up, and nobody learns what became of it",
  });
}

/** What a control answers with; `null` says as much as `{}`. */
function wordsOf({ body }: Pick<PeerAnswer, "body">): RawObject {
  return body.trim() === "null" ? {} : parseObject(body);
}

function faultOf(shortcut: RawObject): string | undefined {
  try {
    parseReport(JSON.stringify(shortcut));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function controlsOf(report: RawObject): ReadonlySet<string> {
  return new Set(topologiesOf(report).flatMap(([, { controls }]) => membersOf(controls).map(([id]) => id)));
}
