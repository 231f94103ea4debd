import { createHandler } from "@infrakit/rpc";
import { expect, test } from "vitest";
import { type Call, fakeFlavor, fakeGroup, fakeInstance } from "./fakes.ts";
import { serveForTest } from "./place.ts";
import { post, sendRaw } from "./raw-client.ts";

const validate = (params = "{}", id = '"id":1'): string =>
  `{"jsonrpc":"2.0","method":"Instance.Validate","params":${params},${id}}`;
const okay = '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":1}\n';
const failure = (code: number, message: string, id = "1"): string =>
  `{"jsonrpc":"2.0","error":{"code":${code},"message":${JSON.stringify(message)},"data":null},"id":${id}}\n`;
const call = (method: string): string => `{"jsonrpc":"2.0","method":${method},"params":{},"id":1}`;

/** What the bodies of one connection's answers are; the server stays as it was. */
async function answersTo(bytes: string | Uint8Array): Promise<readonly (readonly [number, string])[]> {
  const path = await serveForTest({ instance: fakeInstance() });
  const { answers, rest, error } = await sendRaw(path, bytes);
  expect({ rest, error }).toEqual({ rest: "", error: undefined });
  const [after] = (await sendRaw(path, post(validate()))).answers;
  expect(after?.body).toBe(okay);
  return answers.map(({ status, body }) => [status, body] as const);
}

type Row = readonly [name: string, body: string | Uint8Array, answer: string];

test.for<Row>([
  ["truncated JSON", validate().slice(0, -3), ""],
  ["a truncated string", '{"jsonrpc":"2.0","method":"Insta', ""],
  ["a truncated escape", '{"jsonrpc":"2.0\\u00', ""],
  ["an empty body", "", ""],
  ["white space", " \n\t ", ""],
  ["a byte order mark", `\ufeff${validate()}`, ""],
  ["a NUL byte before it", `\0${validate()}`, ""],
  ["a NUL byte in a string", validate('{"Type":"a\0b"}'), ""],
  ["a NUL byte behind it", `${validate()}\0`, okay],
  ["an escaped NUL", validate('{"Type":"\\u0000"}'), failure(-32000, "no-plugin:\0")],
  ["half a surrogate pair", validate('{"Type":"\\ud800"}'), failure(-32000, "no-plugin:\ufffd")],
  ["half a surrogate pair as id", validate("{}", '"id":"\\ud800"'), okay.replace("1}", '"\\ud800"}')],
  [
    "bytes that are no UTF-8",
    Buffer.from(validate('{"Type":"\xff\xfe"}'), "latin1"),
    failure(-32000, "no-plugin:\ufffd\ufffd"),
  ],
  ["a number", "1", ""],
  ["a string", '"x"', ""],
  ["null", "null", ""],
  [
    "nesting of 10,000",
    "[".repeat(10_000) + "]".repeat(10_000),
    failure(-32600, "Invalid Request: a request must be an object", "null").replace(/^(.*)\n$/s, "[$1]\n"),
  ],
  ["nesting of 10,000 that is not closed", '{"a":'.repeat(10_000), ""],
  [
    "a method of 10,000 dots",
    call(JSON.stringify(".".repeat(10_000))),
    failure(-32000, `rpc: service/method request ill-formed: "${".".repeat(10_000)}"`),
  ],
])("servePlugin() answers and goes on when it is sent %s", async ([, body, answer]) => {
  const [[status, text] = [0, "nothing"]] = await answersTo(post(body));
  expect([status, Buffer.from(text, "latin1").toString()]).toEqual([200, answer]);
});

const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

test("servePlugin() refuses Properties that are nested 10,000 deep and repeats nothing of them", async () => {
  const [[status, body] = [0, ""]] = await answersTo(post(validate(`{"Properties":${deep(10_000)}}`)));
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({
    error: { code: -32600, message: expect.stringContaining("nested deeper than 512 levels") as string },
    id: 1,
  });
});

test("servePlugin() ignores an unknown member that is nested 10,000 deep", async () => {
  expect(await answersTo(post(validate(`{"Nobody":${deep(10_000)}}`)))).toEqual([[200, okay]]);
});

test("servePlugin() says nothing when an id is nested so deep that it cannot be repeated", async () => {
  expect(await answersTo(post(validate("{}", `"id":${deep(10_000)}`)))).toEqual([[200, ""]]);
});

/** What Go's decoder says of a method that is no string. */
const unreadable = (kind: string): string =>
  `json: cannot unmarshal ${kind} into Go struct field serverRequest.method of type string`;

test.for<readonly [name: string, body: string, answer: string]>([
  ["a version that is a number", validate().replace('"2.0"', "2"), "jsonrpc must be 2.0"],
  ["a version that is an object", validate().replace('"2.0"', "{}"), "jsonrpc must be 2.0"],
  ["a method that is a number [wire.rpc.method.undecodable]", call("7"), unreadable("number")],
  ["a method that is null", call("null"), 'rpc: service/method request ill-formed: ""'],
  ["a method that is an object", call("{}"), unreadable("object")],
  ["a method that is a list", call('["Instance.Validate"]'), unreadable("array")],
  ["a method __proto__", call('"__proto__"'), 'rpc: service/method request ill-formed: "__proto__"'],
  [
    "a method of __proto__",
    call('"__proto__.constructor"'),
    `rpc: can't find service "__proto__.constructor"`,
  ],
  ["a method constructor", call('"Instance.constructor"'), `rpc: can't find method "Instance.constructor"`],
  ["a method toString", call('"Instance.toString"'), `rpc: can't find method "Instance.toString"`],
  ["a type __proto__", validate('{"Type":"__proto__"}'), "no-plugin:__proto__"],
  ["a type constructor", validate('{"Type":"constructor"}'), "no-plugin:constructor"],
])("servePlugin() answers with an error when it is sent %s", async ([, body, message]) => {
  const [[status, text] = [0, "{}"]] = await answersTo(post(body));
  expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({
    status: 200,
    error: { message },
    id: 1,
  });
});

test("servePlugin() finds no type __proto__ or constructor when its objects have names", async () => {
  const path = await serveForTest({ instance: { compute: fakeInstance() } });
  for (const type of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const { answers } = await sendRaw(path, post(validate(`{"Type":"${type}"}`)));
    expect(answers.map(({ body }) => body)).toEqual([failure(-32000, `no-plugin:${type}`)]);
  }
});

test("servePlugin() passes on tags, labels and properties that are called __proto__ and constructor", async () => {
  const calls: Call[] = [];
  const path = await serveForTest({ instance: fakeInstance(calls) });
  const names = '{"__proto__":"p","constructor":"c","10":"x","9":"y"}';
  const params = `{"__proto__":{"Type":"x"},"constructor":1,"Spec":{"Properties":${names},"Tags":${names},"__proto__":null}}`;
  const { answers } = await sendRaw(path, post(call('"Instance.Provision"').replace("{}", params)));
  expect(answers[0]?.body).toContain('"ID":"1795209284094515397"');
  const [, spec] = calls[0] as unknown as [string, { tags: object; properties: { text: string } }];
  expect(JSON.parse(JSON.stringify(spec.tags))).toEqual(JSON.parse(names));
  expect(Object.getPrototypeOf(spec.tags)).toBe(Object.prototype);
  expect(spec.properties.text).toBe(names);
  expect(({} as Record<string, unknown>)["Type"]).toBeUndefined();
});

const objects = { instance: fakeInstance(), flavor: fakeFlavor(), group: fakeGroup() };
const handler = createHandler(objects);
const methods = handler.interfaces.flatMap((served) => served.methods);
const wrong = [1, -1.5, true, "x", [], ["x"], {}, { x: 1 }, [[]]];

/** Every place in a value: the names from its root down. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

function replaceAt(value: unknown, [name, ...rest]: readonly string[], part: unknown): unknown {
  if (name === undefined) return part;
  return { ...(value as object), [name]: replaceAt((value as Record<string, unknown>)[name], rest, part) };
}

test.for(methods.map(({ name, method }) => ({ name, method })))(
  "$name answers with a result or an error when any member of its params has any type",
  async ({ name, method }) => {
    const params = JSON.parse(JSON.stringify(method.params.encode(method.params.zero))) as unknown;
    const codes = new Set<number>();
    for (const place of placesIn(params)) {
      for (const part of wrong) {
        const request = { jsonrpc: "2.0", method: name, params: replaceAt(params, place, part), id: 1 };
        const answer = JSON.parse(await handler.handle(JSON.stringify(request))) as {
          readonly id: number;
          readonly error?: { readonly code: number };
        };
        expect(answer.id).toBe(1);
        if (answer.error !== undefined) codes.add(answer.error.code);
      }
    }
    expect(codes).toContain(-32600);
    expect([...codes].filter((code) => code !== -32600 && code !== -32000)).toEqual([]);
  },
);

const hello = '{"jsonrpc":"2.0","method":"Instance.Label","params":{}}';

test.for<readonly [name: string, body: string, answer: string]>([
  ["it fails", '{"jsonrpc":"2.0","method":"Nobody.There","params":{}}', ""],
  ["its version is wrong", '{"jsonrpc":"1.0","method":"Instance.Label"}', ""],
  ["its params are wrong", '{"jsonrpc":"2.0","method":"Instance.Label","params":7}', ""],
  ["its id is null", `${hello.slice(0, -1)},"id":null}`, ""],
])("servePlugin() says nothing to a notification when %s", async ([, body, answer]) => {
  expect(await answersTo(post(body))).toEqual([[200, answer]]);
});

test.for<readonly [name: string, body: string, answer: string]>([
  ["calls, notifications and garbage", `[${validate()},${hello},7,null,"x"]`, "calls"],
  ["batches", `[[${validate()}],[]]`, "batches"],
  ["notifications only", `[${hello},${hello}]`, ""],
  ["nothing", "[]", "empty"],
])("servePlugin() answers a batch of %s", async ([, body, expected]) => {
  const refused = { error: { code: -32600 }, id: null };
  const shapes: Readonly<Record<string, unknown>> = {
    calls: [{ result: { OK: true }, id: 1 }, refused, refused, refused],
    batches: [refused, refused],
    empty: refused,
  };
  const [[status, text] = [0, ""]] = await answersTo(post(body));
  expect(status).toBe(200);
  if (expected === "") expect(text).toBe("");
  else expect(JSON.parse(text)).toMatchObject(shapes[expected] as object);
});

test("servePlugin() refuses a batch of 1,001 as a whole, and one of 3 million in bounded time", async () => {
  const tooMany = failure(-32600, "Invalid Request: a batch must not hold more than 1000 requests", "null");
  expect(await answersTo(post(`[${Array(1001).fill(validate()).join(",")}]`))).toEqual([[200, tooMany]]);
  expect(await answersTo(post(`[${"{},".repeat(3_000_000)}{}]`))).toEqual([[200, tooMany]]);
});
