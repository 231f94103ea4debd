import { DecodeError } from "@infrakit/spi/document";
import { EventBroker } from "./event-broker.ts";
import type { PluginObjects } from "./hosted-objects.ts";
import { createDispatch, type Dispatch } from "./jayson-dispatch.ts";
import { formatError, formatResult } from "./json-rpc-answer.ts";
import { checkRequest, maxBatch, parseBody, type RpcBody, type RpcRequest } from "./json-rpc-request.ts";
import { findFirstValue } from "./json-text.ts";
import { serveHandshake } from "./kinds/handshake.ts";
import { kinds } from "./kinds/index.ts";
import { type ServedInterface, withFormerNames } from "./method.ts";
import { serveDiscover } from "./open-rpc.ts";
import { toWireError, wireErrorCode } from "./wire-error.ts";

/** A plugin without a socket: bodies of requests in, bodies of answers out. */
export interface Handler {
  readonly objects: PluginObjects;
  readonly events: EventBroker;
  readonly interfaces: readonly ServedInterface[];
  /**
   * Answers the body of a request. The answer is empty if there is nothing to say: to a notification, and, as
   * Go does, to what cannot be read. Never rejects.
   */
  handle(body: string): Promise<string>;
}

/** Makes a handler of the objects that a plugin hosts. */
export function createHandler(objects: PluginObjects): Handler {
  const hosted = kinds.filter((kind) => kind.names(objects) !== undefined);
  const interfaces = hosted.map((kind) => ({
    name: kind.interface.name,
    version: kind.interface.current,
    methods: kind.serve(objects),
  }));
  const handshakes = serveHandshake(hosted, objects);
  const dispatch = createDispatch([
    ...handshakes,
    serveDiscover({ interfaces, handshakes }),
    ...withFormerNames(interfaces.flatMap(({ methods }) => methods)),
  ]);
  return {
    objects,
    events: new EventBroker(objects),
    interfaces,
    async handle(body) {
      const answer = await answerBody(findBody(body), dispatch);
      return answer === "" ? "" : `${answer}\n`;
    },
  };
}

function findBody(body: string): RpcBody {
  const first = findFirstValue(body);
  try {
    return first && parseBody(first);
  } catch (error) {
    // Nested so deep that the id cannot be cut out: there is nobody to answer to, as with what is not JSON.
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function answerBody(body: RpcBody, dispatch: Dispatch): Promise<string> {
  if (body === undefined) return nothing;
  return "method" in body ? answerRequest(body, dispatch) : answerBatch(body, dispatch);
}

const nothing = Promise.resolve("");

/** A notification runs like any request; its answer is kept back. */
async function answerRequest(request: RpcRequest, dispatch: Dispatch): Promise<string> {
  const answer = await answerWithId(request, dispatch);
  return request.id === undefined ? "" : answer;
}

async function answerWithId(request: RpcRequest, dispatch: Dispatch): Promise<string> {
  const id = request.id ?? "null";
  try {
    checkRequest(request);
  } catch (error) {
    return formatError(toWireError(error), id);
  }
  const outcome = await dispatch(request.method, request.params);
  return "result" in outcome ? formatResult(outcome.result, id) : formatError(outcome.error, id);
}

/** Go has no batches; these follow JSON-RPC 2.0. Elements that are no objects, batches too, are refused. */
async function answerBatch(
  requests: readonly (RpcRequest | undefined)[],
  dispatch: Dispatch,
): Promise<string> {
  if (requests.length === 0) return invalid("a batch must not be empty");
  if (requests.length > maxBatch) return invalid(`a batch must not hold more than ${maxBatch} requests`);
  const answers = await Promise.all(
    requests.map(async (request) =>
      request === undefined ? invalid("a request must be an object") : answerRequest(request, dispatch),
    ),
  );
  const spoken = answers.filter((answer) => answer !== "");
  return spoken.length === 0 ? "" : `[${spoken.join(",")}]`;
}

function invalid(why: string): string {
  const error = { code: wireErrorCode.invalidRequest, message: `Invalid Request: ${why}`, data: null };
  return formatError(error, "null");
}
