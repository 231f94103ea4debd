import { pluginIdOf } from "../plugin-id.ts";
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
  patienceMs,
  type Press,
  type Pressed,
  type ScopeCase,
  type ScopeContext,
  show,
} from "./scope-case.ts";

const registry = "probe/plugins/registry.go";

/** What holds for controls that are pressed, which is done only to those that the caller names. */
export const shortcutCases: readonly ScopeCase[] = [
  {
    name: "a control that is pressed is answered in time, in words that hosts read",
    severity: "must",
    source: registry,
    advice:
      'Answer with status 200 and a JSON object: {}, or {"error"}, or {"value"}; go on afterwards if it takes long',
    async run(_, context) {
      for (const pressed of await pressedOf(context)) seeAnswer(pressed);
    },
  },
  {
    name: "a control that is offered and pressed does not fail",
    severity: "should",
    source: registry,
    advice: "Offer a control only while it can be used",
    async run(_, context) {
      const failed = (await answeredOf(context)).flatMap(({ press, words: { error } }) =>
        error === undefined || error === "" ? [] : [`${show(error)} from ${press.control}`],
      );
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
        demand(ids.length === 1 && ids[0] === pluginIdOf(peer.socketPath), {
          expected: `"Plugins" with the one id ${show(pluginIdOf(peer.socketPath))}`,
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
      const misspelt = (await answeredOf(context)).flatMap(({ words }) =>
        Object.keys(words).filter((key) => /^shortcut_?report$/i.test(key) && key !== "shortcutReport"),
      );
      demandNone(misspelt, { expected: "shortcutReport", because: "hosts ignore any other spelling" });
    },
  },
];

async function pressedOf(context: ScopeContext): Promise<readonly Pressed[]> {
  const pressed = await context.pressAll();
  return pressed.length === 0 ? context.skip("no control was named that may be pressed") : pressed;
}

/** A control that was answered in words that hosts read. */
interface Answered {
  readonly press: Press;
  readonly words: RawObject;
}

async function answeredOf(context: ScopeContext): Promise<readonly Answered[]> {
  const answered = (await pressedOf(context)).flatMap((pressed) => {
    const words = wordsOf(pressed);
    return words === undefined ? [] : [{ press: pressed.press, words }];
  });
  return answered.length === 0 ? context.skip("no control was answered in words that hosts read") : answered;
}

async function shortcutsOf(context: ScopeContext): Promise<readonly RawObject[]> {
  const shortcuts = (await answeredOf(context))
    .map(({ words }) => words["shortcutReport"])
    .filter((shortcut) => isObject(shortcut));
  return shortcuts.length === 0 ? context.skip("no control was answered with a shortcut") : shortcuts;
}

function seeAnswer(pressed: Pressed): void {
  const { control } = pressed.press;
  const isAnswered = "answer" in pressed;
  demand(isAnswered && wordsOf(pressed) !== undefined, {
    expected: `status 200 and a JSON object from ${control}`,
    came: isAnswered ? `${pressed.answer.statusText} ${show(pressed.answer.body)}` : pressed.failure,
    because: "people are told that the plugin is broken",
  });
  const { ms } = pressed.answer;
  demand(ms < patienceMs, {
    expected: `an answer from ${control} within ${patienceMs} ms`,
    came: `one after ${Math.round(ms)} ms`,
    because: "hosts hang up, and nobody learns what became of it",
  });
}

/** What a control answers with; `null` says as much as `{}`. Undefined if hosts cannot read it. */
function wordsOf(pressed: Pressed): RawObject | undefined {
  if (!("answer" in pressed) || pressed.answer.status !== 200) return undefined;
  const { body } = pressed.answer;
  try {
    return body.trim() === "null" ? {} : parseObject(body);
  } catch {
    // Whether it is answered in words that hosts read is a case of its own.
    return undefined;
  }
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
