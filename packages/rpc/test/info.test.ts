import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { fakeFlavor, fakeInstance } from "./fakes.ts";
import { serveForTest } from "./place.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/reference/info.md"), "utf8");

/** The first cells of the table: `GET <path>` or the name of a method. */
const questions = [...page.matchAll(/^\| `(?:GET )?([^`]+)` +\|/gm)].map(([, question = ""]) => question);

const marker = RawJson.fromValue({ example: "of this plugin" });

async function ask(socketPath: string, question: string): Promise<string> {
  const isPage = question.startsWith("/");
  const asked = request({
    socketPath,
    path: isPage ? question : "/",
    method: isPage ? "GET" : "POST",
    agent: false,
  });
  asked.end(isPage ? "" : `{"jsonrpc":"2.0","method":"${question}","id":1}`);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  return text(response);
}

test.for(questions)(
  "a plugin answers without an error when it is asked for %s of the page",
  async (question) => {
    const path = await serveForTest({ flavor: fakeFlavor() });
    const answered = JSON.parse(await ask(path, question)) as object;
    expect(answered).not.toHaveProperty("error");
  },
);

test("the page lists every question that a plugin answers about itself", () => {
  expect(questions).toEqual(["Handshake.Hello", "/info/api.json", "/info/functions.json", "rpc.discover"]);
});

test("the page names the methods that show an example, and no others", async () => {
  const path = await serveForTest({
    flavor: fakeFlavor(),
    instance: fakeInstance(),
    info: { examples: { flavor: marker, instance: marker } },
  });
  const { Interfaces } = JSON.parse(await ask(path, "/info/api.json")) as {
    Interfaces: readonly { Methods: readonly { Request: { method: string; params: object } }[] }[];
  };
  const requests = Interfaces.flatMap(({ Methods }) => Methods.map(({ Request }) => Request));
  const showing = requests.filter(({ params }) => JSON.stringify(params).includes(marker.text));
  const sentence = /as `Properties` of ([^:]*)\. `functions`/s.exec(page)?.[1] ?? "";
  const named = [...sentence.matchAll(/`([^`]+)`/g)].map(([, method]) => method);
  expect(showing.map(({ method }) => method).toSorted()).toEqual(named.toSorted());
  expect(named).toHaveLength(5);
});
