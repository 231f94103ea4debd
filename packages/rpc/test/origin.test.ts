import { once } from "node:events";
import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import { servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";
import { fakeInstance } from "./fakes.ts";
import { serveForTest } from "./place.ts";

const destroy =
  '{"jsonrpc":"2.0","method":"Instance.Destroy","params":{"Instance":"i-1","Context":{"Reason":"terminate"}},"id":1}';

async function ask(options: RequestOptions): Promise<readonly [status: number | undefined, body: string]> {
  const asked = request({ agent: false, ...options });
  asked.end(options.method === "POST" ? destroy : undefined);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return [response.statusCode, await text(response)];
}

/** An instance plugin, and the ids that it was told to destroy. */
function watched(): { readonly instance: ReturnType<typeof fakeInstance>; readonly destroyed: string[] } {
  const destroyed: string[] = [];
  const destroyNone = async (id: string): Promise<void> => void destroyed.push(id);
  return { instance: { ...fakeInstance(), destroy: destroyNone }, destroyed };
}

test.for<readonly [name: string, method: string, path: string, origin: string]>([
  ["a call", "POST", "/", "https://evil.example"],
  ["a call of a page without a name", "POST", "/", "null"],
  ["a question before a call", "OPTIONS", "/", "https://evil.example"],
  ["events", "GET", "/events?topic=/", "https://evil.example"],
  ["what the plugin can do", "GET", "/info/api.json", "https://evil.example"],
])(
  "servePlugin() refuses %s when a web page asks over TCP [differs.http.origin]",
  async ([, method, path, origin]) => {
    const { instance, destroyed } = watched();
    const server = await servePlugin({ instance }, { tcp: { port: 0 } });
    onTestFinished(() => server.close());
    const { hostname: host, port } = new URL(server.address.replace("tcp:", "http:"));
    expect(
      await ask({ host, port, method, path, headers: { origin, "content-type": "text/plain" } }),
    ).toEqual([403, "Cannot answer a web page: a request with an Origin is refused; ask from a program"]);
    expect(destroyed).toEqual([]);
    expect((await ask({ host, port, method: "POST", path: "/" }))[0]).toBe(200);
    expect(destroyed).toEqual(["i-1"]);
  },
);

test("servePlugin() looks at no Origin when it is asked on a socket", async () => {
  const { instance, destroyed } = watched();
  const socketPath = await serveForTest({ instance });
  const headers = { origin: "https://proxy.example" };
  expect((await ask({ socketPath, method: "POST", path: "/", headers }))[0]).toBe(200);
  expect(destroyed).toEqual(["i-1"]);
});
