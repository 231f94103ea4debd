import { expect, test } from "vitest";
import { type CaseContext, type ConformanceCase, runCase, runConformance } from "./index.ts";

type Case = ConformanceCase<string, string>;

function caseOf(
  run: (context: CaseContext<string>, plugin: string) => Promise<void>,
  name = "it holds",
): Case {
  return { name, severity: "must", run: (plugin, context) => run(context, plugin) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("runConformance() tells how each case has ended when it ends", async () => {
  const cases = [
    caseOf(async ({ inputs }, plugin) => expect([plugin, inputs]).toEqual(["plugin", "inputs"]), "a"),
    caseOf(() => Promise.reject(new Error("expected this, came that")), "b"),
    caseOf(async ({ skip }) => skip("nothing was given"), "c"),
  ];
  const results = await collect(runConformance(cases, "plugin", { inputs: "inputs" }));
  const ms = expect.any(Number) as number;
  expect(results).toEqual([
    { name: "a", severity: "must", outcome: "holds", ms },
    { name: "b", severity: "must", outcome: "fails", message: "expected this, came that", ms },
    { name: "c", severity: "must", outcome: "skipped", message: "nothing was given", ms },
  ]);
});

test("runCase() cleans up in reverse order when a case fails", async () => {
  const done: string[] = [];
  const one = caseOf(async ({ defer }) => {
    defer(async () => void done.push("first"));
    defer(async () => void done.push("second"));
    throw new Error("failed");
  });
  expect(await runCase(one, "", { inputs: "" })).toMatchObject({ outcome: "fails", message: "failed" });
  expect(done).toEqual(["second", "first"]);
});

test("runCase() calls it a failure and goes on cleaning up when cleaning up fails", async () => {
  const done: string[] = [];
  const one = caseOf(async ({ defer }) => {
    defer(async () => void done.push("first"));
    defer(() => Promise.reject(new Error("instance i-1 is left")));
  });
  expect(await runCase(one, "", { inputs: "" })).toMatchObject({
    outcome: "fails",
    message: "cleaning up failed: instance i-1 is left",
  });
  expect(done).toEqual(["first"]);
});

test("runCase() lets a case say what it waits for when its time is up, and gives cleaning up time of its own", async () => {
  let wasCleanedIn = true;
  const one = caseOf(async ({ signal, defer }) => {
    defer(async (end) => {
      wasCleanedIn = !end.aborted;
    });
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    throw new Error("expected more, came nothing");
  });
  const result = await runCase(one, "", { inputs: "", deadlineMs: 1 });
  expect(result).toMatchObject({ outcome: "fails", message: "expected more, came nothing" });
  expect(wasCleanedIn).toBe(true);
});

test("runCase() gives up when a case does not hear that its time is up", async () => {
  const one = caseOf(() => new Promise(() => undefined));
  const result = await runCase(one, "", { inputs: "", deadlineMs: 1 });
  expect(result).toMatchObject({ outcome: "fails", message: "no end within 1 ms" });
});

test("runConformance() cleans up and begins no other case when the run is ended", async () => {
  const stop = new AbortController();
  const done: string[] = [];
  const one = caseOf(async ({ defer, signal }) => {
    defer(async () => void done.push("cleaned up"));
    stop.abort();
    expect(signal.aborted).toBe(true);
    throw new Error("ended");
  });
  const other = caseOf(async () => void done.push("other"));
  const results = await collect(runConformance([one, other], "", { inputs: "", signal: stop.signal }));
  expect(results).toMatchObject([{ outcome: "fails", message: "ended" }]);
  expect(done).toEqual(["cleaned up"]);
});

test("runConformance() tells at the end what is left of what the cases made when something is", async () => {
  const made = caseOf(async ({ deferToEnd }) => {
    deferToEnd(() => Promise.reject(new Error("i-1")));
    deferToEnd(async () => undefined);
  });
  const results = await collect(runConformance([made, made], "", { inputs: "" }));
  expect(results).toMatchObject([
    { outcome: "holds" },
    { outcome: "holds" },
    {
      name: "nothing is left of what the cases made",
      severity: "must",
      outcome: "fails",
      message: "still there: i-1; i-1",
      isLeft: true,
    },
  ]);
});

test("runConformance() tells what is left also when the run is ended", async () => {
  const stop = new AbortController();
  const one = caseOf(async ({ deferToEnd }) => {
    deferToEnd(() => Promise.reject(new Error("i-1")));
    stop.abort();
  });
  const results = await collect(runConformance([one, one], "", { inputs: "", signal: stop.signal }));
  expect(results).toMatchObject([{ outcome: "holds" }, { message: "still there: i-1" }]);
});

test("runCase() calls it a failure when something is left in the end", async () => {
  const one = caseOf(async ({ deferToEnd }) => deferToEnd(() => Promise.reject(new Error("i-1"))));
  expect(await runCase(one, "", { inputs: "" })).toMatchObject({
    outcome: "fails",
    message: "still there: i-1",
    isLeft: true,
  });
});

test("runConformance() begins no other case when three in a row have waited in vain", async () => {
  const waits = caseOf(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    throw new Error("came nothing");
  });
  const [holds, skips] = [caseOf(async () => undefined), caseOf(async ({ skip }) => skip("no input"))];
  const cases = [waits, waits, holds, waits, skips, waits, waits, holds];
  const results = await collect(runConformance(cases, "", { inputs: "", deadlineMs: 1 }));
  expect(results.map(({ outcome }) => outcome)).toEqual([
    "fails",
    "fails",
    "holds",
    "fails",
    "skipped",
    "fails",
    "fails",
    "skipped",
  ]);
  expect(results.at(-1)?.message).toBe("the 3 cases before it waited in vain until their time was up");
});

test("runCase() gives every case another token when it runs", async () => {
  const tokens: string[] = [];
  const one = caseOf(async ({ token }) => void tokens.push(token));
  for (let run = 0; run < 2; run++) await runCase(one, "", { inputs: "" });
  expect(tokens).toEqual([
    expect.stringMatching(/^[a-z0-9]{12}$/),
    expect.not.stringMatching(tokens[0] ?? ""),
  ]);
});

test("runCase() waits for no end when the run had been ended before and the case never ends", async () => {
  const one = caseOf(() => new Promise(() => undefined));
  const result = await runCase(one, "", { inputs: "", signal: AbortSignal.abort() });
  expect(result).toMatchObject({ outcome: "fails", message: "the run was ended" });
});
