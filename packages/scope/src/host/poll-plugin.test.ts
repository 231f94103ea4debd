import { describe, expect, test } from "vitest";
import { ok } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";
import type { HttpAnswer } from "../http/http-answer.ts";
import { PluginPoll, type Verdict } from "./poll-plugin.ts";

/** Answers by path. */
type Answers = Readonly<Record<string, string | HttpAnswer>>;

interface Talk {
  readonly asked: string[];
  answers: Answers;
  readonly poll: PluginPoll;
  readonly run: (now: number) => Promise<Verdict>;
}

function talkTo(answers: Answers): Talk {
  const poll = new PluginPoll({ id: "p", probeId: "1", maxBytes: 1000, maxDepth: 512 });
  const asked: string[] = [];
  const run = (elapsed: number): Promise<Verdict> =>
    poll.run({
      now: 0,
      elapsed,
      ask: async ({ url }) => {
        asked.push(url.pathname);
        const answer = talk.answers[url.pathname];
        if (answer === undefined) throw new Error(`Get "${url.href}": EOF`);
        return typeof answer === "string" ? ok(answer) : answer;
      },
    });
  const talk: Talk = { asked, answers, poll, run };
  return talk;
}

const hello = { name: "p", description: "d", interfaces: ["reporter"], api_version: "1" };
const missing: HttpAnswer = { ...ok(""), status: 404, statusText: "404 Not Found" };

describe("run()", () => {
  test.for<readonly [what: string, hello: string | HttpAnswer, verdict: Verdict]>([
    [
      "who it is",
      JSON.stringify(hello),
      { spec: { id: "p", label: "p", apiVersion: "1", description: "d", interfaces: ["reporter"] } },
    ],
    [
      "another name",
      JSON.stringify({ ...hello, name: "q" }),
      { error: 'plugin must not change its id (is "q", should be "p")' },
    ],
    [
      "another version",
      JSON.stringify({ ...hello, api_version: "2" }),
      { error: 'plugin did not provide correct API version: expected "1", got "2"' },
    ],
    [
      "no name",
      JSON.stringify({ ...hello, name: undefined }),
      { error: "report must contain exactly one plugin (found 0)" },
    ],
    ["no version", '{"name":"p"}', { error: "report must contain exactly one plugin (found 0)" }],
    [
      "its report, as to any path",
      '{"Host":{}}',
      { error: "report must contain exactly one plugin (found 0)" },
    ],
    ["that there is nothing", missing, { error: "report must contain exactly one plugin (found 0)" }],
    ["what is no JSON", "hello", { error: "report must contain exactly one plugin (found 0)" }],
    [
      "no reporter",
      JSON.stringify({ ...hello, interfaces: [] }),
      {
        spec: { id: "p", label: "p", apiVersion: "1", description: "d", interfaces: [] },
        error: 'spec must implement the "reporter" interface',
      },
    ],
  ])(
    "run() asks a plugin whose report names none who it is, and hears %s [scope.handshake] [differs.scope.handshake]",
    async ([, answer, { spec, error }]) => {
      const { run, asked } = talkTo({ "/report": '{"Host":{}}', "/": answer });
      const verdict = await run(0);
      expect(asked).toEqual(["/report", "/"]);
      expect(verdict.spec).toEqual(spec);
      expect(verdict.error).toBe(error);
      expect(verdict.report?.topologies.has("Host")).toBe(error === undefined ? true : undefined);
    },
  );

  test.for(['{"Plugins":null}', '{"Plugins":[]}', goodReport("p")])(
    "run() does not ask who it is when the report is %s [scope.handshake]",
    async (report) => {
      const { run, asked } = talkTo({ "/report": report });
      await run(0);
      expect(asked).toEqual(["/report"]);
    },
  );

  test("run() asks once who it is, and anew when another process may listen [scope.handshake]", async () => {
    const { run, asked, poll } = talkTo({ "/report": "{}", "/": JSON.stringify(hello) });
    await run(0);
    await run(100_000);
    expect(asked).toEqual(["/report", "/", "/report"]);
    poll.forget();
    await run(100_000);
    expect(asked).toEqual(["/report", "/", "/report", "/report", "/"]);
  });

  test("run() asks again after a while when it was not told [scope.handshake]", async () => {
    const talk = talkTo({ "/report": "{}", "/": missing });
    await talk.run(0);
    talk.answers = { "/report": "{}", "/": JSON.stringify(hello) };
    expect((await talk.run(14_999)).error).toBe("report must contain exactly one plugin (found 0)");
    expect((await talk.run(15_000)).error).toBeUndefined();
  });

  test("run() gives the same report when the same bytes come", async () => {
    const talk = talkTo({ "/report": goodReport("p") });
    const first = await talk.run(0);
    expect(await talk.run(1)).toBe(first);
    talk.answers = { "/report": goodReport("p", { Host: {} }) };
    expect((await talk.run(2)).report).not.toBe(first.report);
  });

  test("run() says why there is no answer", async () => {
    expect(await talkTo({}).run(0)).toEqual({
      error: 'Get "http://plugin/report?api_version=1&probe_id=1": EOF',
    });
  });

  test("run() refuses what is nested deeper than it may", async () => {
    const report = `{"Host":{"nodes":${'{"a":{"children":['.repeat(300)}`;
    expect((await talkTo({ "/report": report }).run(0)).error).toMatch(
      /^decoding error: .*nested deeper than 512 levels/,
    );
  });
});
