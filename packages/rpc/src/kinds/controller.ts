import type { ControllerOperation, ControllerPlugin } from "@infrakit/spi";
import type { Spec, SpecMetadata, SpecObject } from "@infrakit/spi/data";
import {
  absentList,
  type Codec,
  integer,
  list,
  type Member,
  member,
  nullable,
  object,
  requiredMember,
  string,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { type Keyed, keyedBy, name } from "./keyed.ts";
import type { Kind } from "./kind.ts";
import { spec, specMetadata, specObject, specObjects } from "./spec.ts";

/** Go's numbers for what a commit is to do, in their order. */
const operations: readonly ControllerOperation[] = ["enforce", "destroy"];

/** Go leaves it to each controller to refuse others, so the error is that of a call, not of a request. */
function operationOf(number: number): ControllerOperation {
  const operation = operations[number];
  if (operation === undefined) throw new Error(`unknown operation: ${number}`);
  return operation;
}

interface Change extends Keyed {
  readonly operation: number;
  readonly spec: Spec;
}
const change: Codec<Change> = object({
  name,
  operation: member("Operation", integer),
  spec: member("Spec", spec),
});

interface Changed extends Keyed {
  readonly object: SpecObject;
  readonly plan: { readonly messages: readonly string[] };
}
const changed: Codec<Changed> = object({
  name,
  object: member("Object", specObject),
  plan: member("Plan", object({ messages: member("Message", list(string)) })),
});

const plan: Method<Change, Changed> = {
  name: "Controller.Plan",
  isReadOnly: true,
  params: change,
  result: changed,
};

/** Its answer has no messages. */
const commit: Method<Change, Changed> = { name: "Controller.Commit", params: change, result: changed };

interface Find extends Keyed {
  readonly metadata: SpecMetadata | null;
}
const metadata: Member<SpecMetadata | null> = member("Metadata", nullable(specMetadata));
const find: Codec<Find> = object({ name, metadata });

interface Found extends Keyed {
  readonly objects: readonly SpecObject[];
}
const found: Codec<Found> = object({ name, objects: requiredMember("Objects", specObjects) });

const describe: Method<Find, Found> = {
  name: "Controller.Describe",
  isReadOnly: true,
  params: find,
  result: found,
};

const free: Method<Find, Found> = { name: "Controller.Free", params: find, result: found };

/** What keeps objects of any kind as their specs say. The objects of a plugin are told apart by `Name`. */
export const controllerKind: Kind = {
  interface: { name: "Controller", current: "0.1.1", implemented: [], first: [] },
  names: ({ controller }) => namesOf(controller, "describe"),
  serve: serveController,
};

function serveController(objects: PluginObjects): readonly ServedMethod[] {
  const get = keyedBy<ControllerPlugin>(() => objects.controller, "describe");
  return [
    serveMethod(plan, async (params) => {
      const operation = operationOf(params.operation);
      const { object: planned, messages } = await get(params.name).plan(operation, params.spec);
      return { name: params.name, object: planned, plan: { messages } };
    }),
    serveMethod(commit, async (params) => {
      const operation = operationOf(params.operation);
      const before = await get(params.name).commit(operation, params.spec);
      return { name: params.name, object: before, plan: { messages: absentList } };
    }),
    serveMethod(describe, async (params) => ({
      name: params.name,
      objects: await get(params.name).describe(params.metadata),
    })),
    serveMethod(free, async (params) => ({
      name: params.name,
      objects: await get(params.name).free(params.metadata),
    })),
  ];
}

/** Makes a controller of a connection. `of` is the plugin's full name, such as `mystack/groups`. */
export function connectController(connection: Caller, of: string): ControllerPlugin {
  const { call } = connection.on(controllerKind.interface);
  const changeOf = (operation: ControllerOperation, wanted: Spec): Change => ({
    name: of,
    operation: operations.indexOf(operation),
    spec: wanted,
  });
  return {
    async plan(operation, wanted, options) {
      const answer = await call(plan, changeOf(operation, wanted), options);
      return { object: answer.object, messages: answer.plan.messages };
    },
    async commit(operation, wanted, options) {
      return (await call(commit, changeOf(operation, wanted), options)).object;
    },
    async describe(wanted, options) {
      return (await call(describe, { name: of, metadata: wanted }, options)).objects;
    },
    async free(wanted, options) {
      return (await call(free, { name: of, metadata: wanted }, options)).objects;
    },
  };
}
