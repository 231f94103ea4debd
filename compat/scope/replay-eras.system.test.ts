import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLiveHost, temporaryDirectory, until } from "../../packages/scope/test/live-host.ts";
import { httpAnswer, ScriptedPlugin } from "../../packages/scope/test/scripted-plugin.ts";
import { readRecorded } from "./recorded-case.ts";

/** The same plugins as they answered the registries of two times. */
interface Era {
  readonly plugins: Readonly<
    Record<
      string,
      {
        readonly exchanges: readonly {
          readonly request: { readonly path: string };
          readonly response: { readonly raw?: string } | null;
        }[];
      }
    >
  >;
}

const asked = readRecorded("era-H1.json") as Era;
const polled = readRecorded("era-C1.json") as Era;

/** What a plugin answered to a path, in either time. */
function answerTo(name: string, path: string): string {
  const exchanges = [polled, asked].flatMap(({ plugins }) => plugins[name]?.exchanges ?? []);
  const answered = exchanges.find(({ request }) => request.path.split("?")[0] === path);
  return answered?.response?.raw ?? httpAnswer("", "HTTP/1.1 404 Not Found");
}

describe("plugins of all times [scope.handshake] [differs.scope.handshake]", () => {
  test.for<readonly [name: string, status: string]>([
    ["both", "ok"],
    ["hs-only", "ok"],
    ["hs-othername", 'error: plugin must not change its id (is "different", should be "hs-othername")'],
    ["hs-noname", "error: report must contain exactly one plugin (found 0)"],
    ["hs-api2", 'error: plugin did not provide correct API version: expected "1", got "2"'],
    ["new-style", "ok"],
    ["new-otherid", 'error: plugin must not change its id (is "otherid", should be "new-otherid")'],
    ["new-noid", 'error: plugin must not change its id (is "", should be "new-noid")'],
    [
      "odd_name",
      'error: invalid plugin id "odd_name": an id is letters and digits with single dashes between; rename the socket',
    ],
    ["r500", "error: plugin returned non-200 status code: 500 Internal Server Error"],
  ])("a host lists %s as %s", async ([name, status]) => {
    const root = join(temporaryDirectory(), "plugins");
    mkdirSync(root);
    await ScriptedPlugin.listen(join(root, `${name}.sock`), ({ path }, connection) => {
      connection.write(answerTo(name, path.split("?")[0] ?? ""));
    });
    const { host } = await openLiveHost(root);
    await until(() => expect(host.plugins()[0]?.spec.status).toBe(status));
  });

  test("every recorded plugin is listed above", () => {
    expect(Object.keys(asked.plugins)).toHaveLength(10);
  });
});
