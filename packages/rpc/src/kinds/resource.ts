import type { ResourcePlugin } from "@infrakit/spi";
import type { ResourceSpec } from "@infrakit/spi/data";
import { boolean, type Codec, member, object, raw, string } from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { getOnly, type PluginObjects, unnamed } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import type { Kind } from "./kind.ts";

/** Go's `resource.Spec`. */
const resourceSpec: Codec<ResourceSpec> = object({
  id: member("ID", string),
  properties: member("Properties", raw),
});
const spec = member("Spec", resourceSpec);

interface Change {
  readonly spec: ResourceSpec;
  readonly pretend: boolean;
}
const change: Codec<Change> = object({ spec, pretend: member("Pretend", boolean) });

/** All that a resource plugin says it says in words. */
interface Details {
  readonly details: string;
}
const details: Codec<Details> = object({ details: member("Details", string) });

const commit: Method<Change, Details> = { name: "Resource.Commit", params: change, result: details };

const destroy: Method<Change, Details> = { name: "Resource.Destroy", params: change, result: details };

const describeResources: Method<{ spec: ResourceSpec }, Details> = {
  name: "Resource.DescribeResources",
  isReadOnly: true,
  params: object({ spec }),
  result: details,
};

/** What makes things of which there is one each. A plugin has one at most: calls name no object. */
export const resourceKind: Kind = {
  interface: { name: "Resource", current: "0.1.1", implemented: ["0.1.0"], first: [] },
  names: ({ resource }) => (resource === undefined ? undefined : [unnamed]),
  serve: serveResource,
};

function serveResource(objects: PluginObjects): readonly ServedMethod[] {
  const get = (): ResourcePlugin => getOnly(objects.resource);
  return [
    serveMethod(commit, async (params) => ({
      details: await get().commit(params.spec, { pretend: params.pretend }),
    })),
    serveMethod(destroy, async (params) => ({
      details: await get().destroy(params.spec, { pretend: params.pretend }),
    })),
    serveMethod(describeResources, async (params) => ({
      details: await get().describeResources(params.spec),
    })),
  ];
}

/** Makes a resource plugin of a connection. */
export function connectResource(connection: Caller): ResourcePlugin {
  const { call } = connection.on(resourceKind.interface);
  return {
    async commit(wanted, { pretend = false, ...options } = {}) {
      return (await call(commit, { spec: wanted, pretend }, options)).details;
    },
    async destroy(wanted, { pretend = false, ...options } = {}) {
      return (await call(destroy, { spec: wanted, pretend }, options)).details;
    },
    async describeResources(wanted, options) {
      return (await call(describeResources, { spec: wanted }, options)).details;
    },
  };
}
