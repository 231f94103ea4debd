import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findCitations, readCitations } from "./citations.ts";
import { formatCompatibility } from "./format-compatibility.ts";
import { readRecordings, recordingFiles } from "./replay/recording.ts";
import { cases, chapters, requirements } from "./requirements.ts";
import { faultsElsewhere } from "./requirements/elsewhere.ts";

const cited = readCitations(new URL("..", import.meta.url));
const ids = Object.keys(requirements);

test("requirements holds each id once when all chapters are put together", () => {
  expect(Object.values(chapters).flatMap((chapter) => Object.keys(chapter))).toEqual(ids);
});

test("every requirement is cited by a test", () => {
  const citedIds = new Set(cited.map(({ id }) => id));
  expect(ids.filter((id) => !citedIds.has(id))).toEqual([]);
});

test("every citation is of a requirement", () => {
  expect(cited.filter(({ id }) => !ids.includes(id))).toEqual([]);
});

test("findCitations() finds ids in names of tests, and no lists nor indices", () => {
  const list = "x.y";
  const text = `test("a() does [wire.http.405] [differs.plan]", () => (b ? [${list}] : all[instance.id]));`;
  expect(findCitations("a.test.ts", text).map(({ id }) => id)).toEqual(["wire.http.405", "differs.plan"]);
});

test("what differs is called so, and says why", () => {
  const differing = Object.entries(requirements).filter(([, { differs }]) => differs !== undefined);
  expect(differing.map(([id]) => id)).toEqual(ids.filter((id) => id.startsWith("differs.")));
});

describe("sources", () => {
  const lines = new Map<string, number>(recordingFiles.map((file) => [file, readRecordings(file).length]));

  test.for([...new Set(faultsElsewhere.map(({ source }) => source))])(
    "%s is a file at a commit",
    (source) => {
      expect(source).toMatch(/^[\w./-]+\.go at 41da4a60$/);
    },
  );

  test.for(Object.entries(requirements).map(([id, { source }]) => ({ id, source })))(
    "$id names a file at a commit and what there tests it, or a line that was recorded",
    ({ source }) => {
      const [, file = "", line = "0"] = /^wire\/([\w.-]+)\.jsonl:(\d+)$/.exec(source) ?? [];
      if (source.startsWith("scope/")) expectScopeRecording(source);
      else if (file === "")
        expect(source).toMatch(/^[\w./-]+\.go(?: Test\w+)* at (?:41da4a60|v0\.\d(?:\.\d)?|12175b9)$/);
      else expect(lines.get(file)).toBeGreaterThanOrEqual(Number(line));
    },
  );
});

/** A file of recordings of Scope's programs, and the part of it behind a colon. */
function expectScopeRecording(source: string): void {
  const [, path = "", part] = /^(scope\/wire\/[\w.+-]+\.json)(?::([\w@.]+))?$/.exec(source) ?? [];
  const recording = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as object;
  if (part !== undefined) expect(Object.keys(recording)).toContain(part);
}

describe("cases", () => {
  const sources = Object.values(requirements).map(({ source }) => source);
  const all = cases.flatMap(({ file, tests }) => tests.split(" ").map((name) => `${file} ${name}`));

  test("each stand there once", () => {
    expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([]);
  });

  test.for(cases)("of $file are asked for by requirements, or it says why not: $tests", (row) => {
    const { file, tests, heldBy, elsewhere } = row;
    expect(heldBy.filter((id) => !ids.includes(id))).toEqual([]);
    const isNamed = (name: string): boolean =>
      sources.some((source) => source.startsWith(`${file} `) && source.split(" ").includes(name));
    const unnamed = tests.split(" ").filter((name) => !isNamed(name));
    if (elsewhere !== undefined) expect([heldBy, unnamed]).toEqual([[], tests.split(" ")]);
    else if (heldBy.length === 0) expect(unnamed).toEqual([]);
  });

  test("are all that the sources of requirements name", () => {
    const named = sources
      .filter((source) => source.endsWith(" at 41da4a60"))
      .flatMap((source) => {
        const [file = "", ...names] = source.replace(" at 41da4a60", "").split(" ");
        return names.map((name) => `${file} ${name}`);
      });
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((each) => !all.includes(each))).toEqual([]);
  });
});

test("docs/reference/compatibility.md says what requirements says", async () => {
  await expect(formatCompatibility(chapters, { faults: faultsElsewhere, cases })).toMatchFileSnapshot(
    "../docs/reference/compatibility.md",
  );
});
