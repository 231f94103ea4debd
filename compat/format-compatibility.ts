import type { FaultElsewhere } from "./requirements/elsewhere.ts";
import type { Cases, Requirement, Requirements } from "./requirements/requirement.ts";

const introduction = `# Compatibility

What the programs of \`docker/infrakit\` and ours have in common on the wire, on disk and in what plugins do, and where ours
differ on purpose. Each line is held by at least one test, whose name ends with its id in square brackets; what was
recorded of the original programs is in [\`compat/wire\`](../../compat/wire/README.md). \`41da4a60\` is the last commit of the
original, \`v0.2.0\` and \`v0.5\` are its releases. Of Scope's plugins, what was recorded of \`weaveworks/scope\` is in
[\`compat/scope/wire\`](../../compat/scope/wire/README.md); \`12175b9\` is a commit of it, a little after its last release.

This page is written by \`npx vitest run --project unit compat -u\` from [\`compat/requirements.ts\`](../../compat/requirements.ts).
`;

/**
 * Writes the page of the documentation that lists all requirements: what differs first, then chapter by chapter, and
 * at the end what nothing of ours could be held to.
 */
export function formatCompatibility(
  chapters: Readonly<Record<string, Requirements>>,
  { faults, cases }: { readonly faults: readonly FaultElsewhere[]; readonly cases: readonly Cases[] },
): string {
  const all = Object.values(chapters).flatMap((chapter) => Object.entries(chapter));
  const differing = all.filter(([, { differs }]) => differs !== undefined).map(formatDifference);
  const same = Object.entries(chapters).flatMap(([title, chapter]) => formatChapter(title, chapter));
  const elsewhere = ["## Faults of parts that ours does not have", "", ...faults.map(formatFault), ""];
  const untested = cases.filter((each) => each.elsewhere !== undefined);
  const tests = ["## Its tests of parts that ours does not have", "", ...untested.map(formatCases), ""];
  return [introduction, "## What differs", "", ...differing, "", ...same, ...elsewhere, ...tests].join("\n");
}

function formatChapter(title: string, chapter: Requirements): readonly string[] {
  const lines = Object.entries(chapter)
    .filter(([, { differs }]) => differs === undefined)
    .map(([id, { behaviour, source }]) => `- ${behaviour} \`${id}\` (${source})`);
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines, ""];
}

function formatDifference([id, { behaviour, differs, source }]: readonly [string, Requirement]): string {
  return `- ${behaviour} **${differs}** \`${id}\` (${source})`;
}

function formatFault({ fault, reason, source }: FaultElsewhere): string {
  return `- ${fault} ${reason} (${source})`;
}

function formatCases({ file, tests, elsewhere = "" }: Cases): string {
  return `- ${elsewhere} (${file}: ${tests.split(" ").join(", ")})`;
}
