import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import type { ControlAnswer } from "../src/host/index.ts";
import { call } from "./http-call.ts";
import { ours, test } from "./served-host.ts";

/** What a client of Scope's app asked, and was answered. */
interface Exchange {
  readonly request: { readonly method: string; readonly path: string; readonly body: string | null };
  readonly response: { readonly status: number; readonly body: string };
}

const file = new URL("../../../compat/scope/wire/e2e-app-http.json", import.meta.url);
const { exchanges } = JSON.parse(readFileSync(file, "utf8")) as { readonly exchanges: readonly Exchange[] };
const theirs = "/api/control/27c2a2560dc47555";

const controls = exchanges
  .filter(({ request }) => request.method === "POST")
  .map(({ request, response }) => ({ ...request, ...response, asked: request.body }));

/** What the recorded probe had to say, as a host says it. */
function answerOf({ status, body }: { readonly status: number; readonly body: string }): ControlAnswer {
  const told = JSON.parse(body) as unknown;
  if (status === 400) return { error: String(told) };
  const { raw_tty: rawTty, resize_tty_control: resizeTtyControl, ...same } = told as Record<string, unknown>;
  return {
    ...same,
    ...(rawTty === true && { rawTty }),
    ...(resizeTtyControl === "x" && { resizeTtyControl }),
  };
}

/** Arguments that the app itself refused, in the words of its codec. Ours says what to do instead. */
const refusedArgs = "[pos 9]: json: expect char ',' but got char '['";

describe("serveScopeHost() asked as Scope's app was", () => {
  test("has all that was recorded to go by", () => {
    expect(controls.length).toBeGreaterThan(20);
  });

  test.for(controls)("answers $path $asked the same [scope.api.control]", async (recorded, { world }) => {
    const { path, asked, status, body } = recorded;
    world.host.onControl(async () => answerOf(recorded));
    await world.serve();
    const answer = await call(world.path, path.replace(theirs, ours), {
      method: "POST",
      ...(asked !== null && { body: asked }),
    });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.status).toBe(status);
    const expected = JSON.parse(body) === refusedArgs ? expect.stringContaining('"arr"') : JSON.parse(body);
    expect(JSON.parse(answer.body)).toEqual(expected);
  });

  test.for(["/api", "/api/report", "/api/probes"])(
    "says under %s what the app said [scope.api.documents]",
    async (path, { world }) => {
      await world.serve();
      const recorded = exchanges.find(({ request }) => request.path === path)?.response;
      const answer = await call(world.path, path);
      expect(answer.status).toBe(recorded?.status);
      const [mine, theirsSaid] = [answer.body, recorded?.body ?? ""].map(firstObject);
      const missing = Object.keys(theirsSaid ?? {}).filter((key) => !(key in (mine ?? {})));
      // A plugin's report has no window and no addresses of its own.
      expect(
        missing.filter((key) => !["TS", "DNS", "Window", "Sampling", "Shortcut", "ID"].includes(key)),
      ).toEqual([]);
    },
  );
});

function firstObject(text: string): object {
  const value = JSON.parse(text) as object | readonly object[];
  return Array.isArray(value) ? ((value as readonly object[])[0] ?? {}) : value;
}
