import { beforeAll, describe, expect, test } from "vitest";
import { GroupWorld, stripAdditions } from "./group-world.ts";
import { callsAmong, isHandshake, type RecordedCall } from "./message.ts";
import { readRecordings, type RecordingFile } from "./recording.ts";

/** The recorded calls of a group plugin, handshakes left out. */
function callsOf(file: RecordingFile, plugin: string): readonly RecordedCall[] {
  return callsAmong(readRecordings(file)).filter((call) => call.plugin === plugin && !isHandshake(call));
}

/** Go's sentence about properties that cannot be read is not ours. */
const undecodable = ["Group.CommitGroup bad duration", "Group.CommitGroup negative size"];

/** Each test follows from the one before. */
const inTurn = { shuffle: false };

const head = [
  ...callsOf("calls-head", "group-stateless"),
  // Asked of a group that is not there any more: what the answer says of a path without a value.
  ...callsOf("wire-head", "group-stateless"),
];

describe(
  "HEAD [group.commit] [group.details] [group.describe] [group.inspect] [group.size] [group.errors]",
  inTurn,
  () => {
    let world: GroupWorld;
    beforeAll(async () => {
      world = await GroupWorld.open();
    });

    test.for(head.filter(({ label }) => undecodable.includes(label)))(
      "openGroupController() refuses what cannot be read, in words of its own, in $name [differs.decode-reason]",
      async (call) => {
        const [refusal = "Invalid properties"] = /^.*"Invalid properties: /.exec(call.response.body) ?? [];
        const body = await world.answer(call);
        expect(body.startsWith(refusal)).toBe(true);
        expect(body.slice(body.indexOf('","data":'))).toBe(
          call.response.body.slice(call.response.body.indexOf('","data":')),
        );
      },
    );

    test.for(head.filter(({ label }) => !undecodable.includes(label)))(
      "openGroupController() does as recorded in $name [differs.status] [differs.plan] [differs.slot-tag]",
      async (call) => {
        const { body, additions } = stripAdditions(await world.answer(call));
        expect(body).toBe(call.response.body);
        expect(additions).toEqual(additionsIn(call));
      },
    );
  },
);

/** What our answer to a call holds beside Go's. */
function additionsIn({ called, error, response }: RecordedCall): readonly string[] {
  if (error !== undefined) return [];
  const slots = response.body.includes('"infrakit.group"') ? ["infrakit.slot"] : [];
  if (called === "Group.CommitGroup") return ["Plan"];
  return called === "Group.DescribeGroup" ? ["Status", ...slots] : [];
}

const releases = [
  { file: "wire-v0.5", calls: callsOf("wire-v0.5", "group") },
  { file: "wire-v0.2", calls: callsOf("wire-v0.2", "group") },
] as const;

for (const { file, calls } of releases) {
  describe(`${file} [group.dialects]`, inTurn, () => {
    let world: GroupWorld;
    beforeAll(async () => {
      world = await GroupWorld.open();
    });

    test.for(calls)(
      "openGroupController() does as recorded in $name, as far as HEAD does [differs.head-groups]",
      async (call) => {
        const { body } = stripAdditions(await world.answer(call));
        expect(asReleased(body)).toBe(withoutHash(call.response.body));
      },
    );
  });
}

/** What HEAD's group plugin says that those of releases do not: properties of instances, and how updates go. */
function asReleased(body: string): string {
  return withoutHash(body)
    .replaceAll(/(?<="Tags":\{[^{}]*\}),"Properties":\{[^{}]*\}(?=\})/g, "")
    .replaceAll(',"Updating":{"Duration":"0s","Count":0,"SkipBeforeInstanceDestroy":null}', "");
}

/** HEAD's group plugin writes its hash of the configuration under another name. */
function withoutHash(body: string): string {
  return body.replaceAll(/"infrakit\.config(?:_sha|\.hash)":"[^"]*"/g, '"<hash>"');
}

test("calls of group plugins were recorded", () => {
  expect([head.length, ...releases.map(({ calls }) => calls.length)]).toEqual([25, 7, 7]);
});
