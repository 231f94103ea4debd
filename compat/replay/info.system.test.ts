import { servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";
import { headersOf, sendRecorded, socketPlace } from "./http-exchange.ts";
import { readRecordings } from "./recording.ts";
import { createStub } from "./stub-plugin.ts";

const recorded = readRecordings("wire-head").filter(({ request }) => request.path === "/info/api.json");

/** The examples carry the time of the request, in seconds. */
function withoutTime(body: string): string {
  return body.replaceAll(/"id":"\d{10}"/g, '"id":"<time>"');
}

// Go describes one of the plugin's services, whichever comes first; it was Group.
test.for(recorded)(
  "servePlugin() describes its methods as recorded in $name [wire.info.api] [differs.info.services]",
  async (recording) => {
    const { group } = createStub(recording).objects;
    if (group === undefined) throw new Error(`Cannot replay "${recording.name}": its plugin has no groups`);
    const server = await servePlugin({ group }, { path: await socketPlace() });
    onTestFinished(() => server.close());
    const response = await sendRecorded(server.address, recording.request);
    expect(withoutTime(response.body)).toBe(withoutTime(recording.response.body));
    expect(headersOf(response, recording)).toEqual(recording.response.headers);
    expect(response.status).toBe(recording.response.status);
  },
);

test("a description was recorded", () => {
  expect(recorded).not.toEqual([]);
});
