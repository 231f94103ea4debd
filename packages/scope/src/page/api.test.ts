import { expect, test } from "vitest";
import { createApi } from "./api.ts";

const { signal } = new AbortController();

/** An API whose host answers so, and what it was asked. */
function apiWith(
  answer: Response,
  token = "t",
): { readonly api: ReturnType<typeof createApi>; readonly asked: Request[] } {
  const asked: Request[] = [];
  const send: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init));
    return answer;
  };
  return { api: createApi("http://h/sub/", token, send), asked };
}

test("createApi() escapes every part and shows its token when it calls a control", async () => {
  const { api, asked } = apiWith(Response.json({ value: 3 }));
  const call = { probeId: "7", nodeId: "a/b;<host>", controlId: "p~c d" };
  expect(await api.control(call, signal)).toEqual({ value: 3 });
  expect(asked[0]?.method).toBe("POST");
  expect(asked[0]?.url).toBe("http://h/sub/api/control/7/a%2Fb%3B%3Chost%3E/p~c%20d");
  expect(asked[0]?.headers.get("Authorization")).toBe("Bearer t");
});

test("createApi() shows no token when it has none", async () => {
  const { api, asked } = apiWith(Response.json({}), "");
  await api.report(signal);
  expect(asked[0]?.url).toBe("http://h/sub/api/report");
  expect(asked[0]?.headers.has("Authorization")).toBe(false);
});

test.for([
  ['"the group is paused"', "the group is paused"],
  ['{"error":"no such path"}', "no such path"],
  ["<html>", "the host answered 400 Bad Request"],
  ['""', "the host answered 400 Bad Request"],
] as const)(
  "createApi() throws the host's own words when it answers 400 with %j: %j",
  async ([body, message]) => {
    const { api } = apiWith(new Response(body, { status: 400, statusText: "Bad Request" }));
    await expect(api.report(signal)).rejects.toMatchObject({ name: "ApiError", status: 400, message });
  },
);

test("createApi() tells of every event and sign of life when it listens", async () => {
  const { api } = apiWith(new Response(": hi\n\nevent: report\ndata: {}\n\n"));
  const told: string[] = [];
  const handlers = {
    onOpen: () => told.push("open"),
    onAlive: () => told.push("alive"),
    onEvent: (name: string) => told.push(name),
  };
  await api.listen(handlers, signal);
  expect(told).toEqual(["open", "alive", "report"]);
});
