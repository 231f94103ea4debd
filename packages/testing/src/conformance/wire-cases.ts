import { demand, show } from "./conformance-case.ts";
import {
  formatCall,
  isObject,
  parseAnswer,
  resultOf,
  type RpcAnswer,
  type WireCase,
  wireCase,
} from "./wire-case.ts";

const hello = "Handshake.Hello";

/** Ids that a parser of numbers spoils, and others that are no numbers. Go's client sends 63 random bits. */
const ids = ["5577006791947779410", "9007199254740993", '"a"', "0", "1.0"];

/** How many calls are made at once. */
const crowd = 50;

/** What holds for every plugin on a socket, in any language. */
export const wireCases: readonly WireCase[] = [
  wireCase("must", "Handshake.Hello lists what the plugin hosts", async ({ call }) => {
    const { Objects } = resultOf(await call(hello), hello);
    const entries = isObject(Objects) ? Object.entries(Objects) : [];
    const isListed = ([key, objects]: readonly [string, unknown]): boolean =>
      /^[A-Za-z0-9]+\/\d+\.\d+\.\d+$/.test(key) && (objects === null || isListOfNames(objects));
    demand(entries.length > 0 && entries.every(isListed), {
      expected: '{"Objects":{"Instance/0.6.1":[{"Name":".","ProxyFor":""}]}} or the like',
      came: show({ Objects }),
      because: "clients refuse a plugin that does not say exactly the version that they want",
    });
  }),

  wireCase("must", "an answer has the id of its request as that was written", async ({ send }) => {
    for (const id of ids) {
      const { body } = await send({ body: formatCall(hello, "{}", id) });
      const pattern = new RegExp(`"id"\\s*:\\s*${id.replace(".", "\\.")}\\s*[,}]`);
      demand(pattern.test(body), {
        expected: `"id":${id}`,
        came: show(body),
        because: "ids have 63 bits; what was parsed as floating point is another number",
      });
    }
  }),

  wireCase("must", `${crowd} calls at once get an answer each`, async ({ send }) => {
    const numbers = Array.from({ length: crowd }, (_, number) => number + 1);
    const answers = await Promise.all(
      numbers.map((number) => send({ body: formatCall(hello, "{}", String(number)) })),
    );
    const came = answers.map((answer) => (parseAnswer(answer) as { readonly id?: unknown }).id);
    demand(show(came) === show(numbers), {
      expected: show(numbers),
      came: show(came),
      because: "a group asks and makes many at once",
    });
  }),

  wireCase("must", "a method that is not known is refused in InfraKit's words", async ({ call }) => {
    seeUnknown(await call("Handshake.Conformance"), "rpc: can't find method");
    seeUnknown(await call("Conformance.Call"), "rpc: can't find service");
  }),

  wireCase("should", "an error is answered with HTTP status 200", async ({ send }) => {
    const answer = await send({ body: formatCall("Conformance.Call") });
    parseAnswer(answer);
    demand(answer.status === 200, {
      expected: "status 200: it is the call that failed, not HTTP",
      came: String(answer.status),
      because: "clients other than Go's throw the reason away",
    });
  }),

  wireCase("must", "members that are not known are ignored", async ({ call, send }) => {
    resultOf(await call(hello, '{"Conformance":{"a":[1]}}'), hello);
    const body = `{"conformance":true,${formatCall(hello).slice(1)}`;
    resultOf(parseAnswer(await send({ body })), hello);
  }),

  wireCase("must", "params may be absent or null", async ({ call, send }) => {
    resultOf(await call(hello, "null"), hello);
    const body = `{"jsonrpc":"2.0","method":"${hello}","id":1}`;
    resultOf(parseAnswer(await send({ body })), hello);
  }),

  wireCase("should", "params may stand in a list of one", async ({ call }) => {
    resultOf(await call(hello, "[{}]"), hello);
  }),

  wireCase("must", "the plugin survives what is not JSON", async ({ call, send }) => {
    // Whatever is answered, or nothing, is right: the next call counts.
    for (const body of ["", "{", "[1,2", "\u0000", `{"jsonrpc":"2.0","method":${"[".repeat(50_000)}`])
      await send({ body }).catch(() => undefined);
    resultOf(await call(hello), hello);
  }),

  wireCase("should", "a notification is answered with nothing", async ({ send }) => {
    const answer = await send({ body: `{"jsonrpc":"2.0","method":"${hello}","params":{}}` });
    demand(answer.status === 200 && answer.body === "", {
      expected: "status 200 and an empty body",
      came: `${answer.status} ${show(answer.body)}`,
      because: "who asks without an id reads no answer",
    });
  }),

  wireCase("must", "the content type may have parameters, or be absent", async ({ send }) => {
    for (const contentType of ["application/json; charset=utf-8", null])
      resultOf(parseAnswer(await send({ body: formatCall(hello), contentType })), hello);
  }),

  wireCase("should", "only POST is answered", async ({ send }) => {
    const { status } = await send({ method: "GET", body: "" });
    demand(status === 405, {
      expected: "HTTP status 405",
      came: String(status),
      because: "a person with a browser should not be taken for a caller",
    });
  }),

  wireCase("should", "older handshakes are answered too", async ({ call }) => {
    for (const method of ["Handshake.Implements", "Plugin.Implements"]) {
      const { APIs } = resultOf(await call(method), method);
      demand(Array.isArray(APIs), {
        expected: `{"APIs":[{"Name":…,"Version":…}]} from ${method}`,
        came: show({ APIs }),
        because: "programs of v0.1 to v0.5 ask in this way",
      });
    }
  }),
];

function isListOfNames(objects: unknown): boolean {
  return Array.isArray(objects) && objects.every((one) => isObject(one) && typeof one["Name"] === "string");
}

function seeUnknown({ error }: RpcAnswer, sentence: string): void {
  const holds = error?.code === -32601 || String(error?.message).startsWith(sentence);
  demand(holds, {
    expected: `an error that begins with ${show(sentence)}, or with code -32601`,
    came: show(error),
    because: "newer clients go on to an older handshake then, and then only",
  });
}
