import jayson from "jayson";
import type { Params, ServedMethod } from "./method.ts";
import { toWireError, WireError, wireErrorCode, type WireErrorShape } from "./wire-error.ts";

/** What became of a call: the text of a result, or an error. */
type Outcome = { readonly result: string } | { readonly error: WireErrorShape };

/** Finds the method of a request and runs it. It always resolves. */
export type Dispatch = (method: string, params: Params) => Promise<Outcome>;

/**
 * Routes calls to methods with jayson. Only `Server#call` is used, and it is given what it handles well: one valid
 * request at a time with an id of ours, so that ids of any kind and size never reach it; params travel in the
 * context, since they are decoded with their text at hand; results come back as text; every throw is
 * turned into an error that it passes on unchanged.
 */
export function createDispatch(methods: readonly ServedMethod[]): Dispatch {
  const routes = new Map(methods.map((served) => [served.name, route((params) => served.answer(params))]));
  const services = new Set(methods.map(({ name }) => name.slice(0, name.indexOf("."))));
  // What JSON-RPC keeps for itself is no service.
  services.delete("rpc");
  const server = new jayson.Server(
    {},
    { router: (name) => routes.get(name) ?? route(() => Promise.reject(notFound(name, services))) },
  );
  return (method, params) =>
    new Promise((resolve) => {
      const request: jayson.JSONRPCVersionTwoRequest = { jsonrpc: "2.0", method, params: noParams, id: 0 };
      server.call(request, { params } satisfies Context, (failed, answered) => {
        if (answered !== undefined) resolve({ result: answered.result as string });
        else resolve({ error: failed?.error as WireErrorShape });
      });
    });
}

/** What jayson sees of the params. */
const noParams = {};

interface Context {
  readonly params: Params;
}

function route(answer: (params: Params) => Promise<string>): jayson.Method {
  return new jayson.Method(
    (_: jayson.RequestParamsLike, context: object, reply: jayson.JSONRPCCallbackTypePlain) => {
      answer((context as Context).params).then(
        (result) => reply(null, result),
        // jayson's types have no `null` data, which InfraKit always sends; jayson itself looks at code and message.
        (error: unknown) => reply(toWireError(error) as jayson.JSONRPCError),
      );
    },
    { useContext: true },
  );
}

/** The sentences of InfraKit's server: clients recognise an older or newer peer by them. */
function notFound(name: string, services: ReadonlySet<string>): WireError {
  const quoted = JSON.stringify(name);
  const [service = "", method, more] = name.split(".", 3);
  if (method === undefined || more !== undefined)
    return new WireError(wireErrorCode.server, `rpc: service/method request ill-formed: ${quoted}`);
  const missing = services.has(service) ? "method" : "service";
  return new WireError(wireErrorCode.server, `rpc: can't find ${missing} ${quoted}`);
}
