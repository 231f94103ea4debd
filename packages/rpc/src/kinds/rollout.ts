import type { RolloutPlugin } from "@infrakit/spi";
import type { GroupStatus } from "@infrakit/spi/data";
import { type Codec, list, member, object, string } from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { groupStatus } from "./group-status.ts";
import { type Keyed, keyedBy, name } from "./keyed.ts";
import type { Kind } from "./kind.ts";

/** Which group of which object; the answer of methods that have nothing to say repeats it. */
interface OfGroup extends Keyed {
  readonly id: string;
}
const id = member("ID", string);
const ofGroup: Codec<OfGroup> = object({ name, id });

const status: Method<OfGroup, OfGroup & { status: GroupStatus }> = {
  name: "Rollout.Status",
  isReadOnly: true,
  params: ofGroup,
  result: object({ name, id, status: member("Status", groupStatus) }),
};

const explain: Method<OfGroup, OfGroup & { lines: readonly string[] }> = {
  name: "Rollout.Explain",
  isReadOnly: true,
  params: ofGroup,
  result: object({ name, id, lines: member("Lines", list(string)) }),
};

const commandOf = (command: string): Method<OfGroup, OfGroup> => ({
  name: `Rollout.${command}`,
  params: ofGroup,
  result: ofGroup,
});
const pause = commandOf("Pause");
const resume = commandOf("Resume");
const abort = commandOf("Abort");
const rollback = commandOf("Rollback");
const promote = commandOf("Promote");

const replace: Method<OfGroup & { instances: readonly string[] }, OfGroup> = {
  name: "Rollout.Replace",
  params: object({ name, id, instances: member("Instances", list(string)) }),
  result: ofGroup,
};

/**
 * What an operator tells a group that is being changed, for which InfraKit has no words: this interface is ours.
 * The objects of a plugin are told apart by `Name`, as its groups are.
 */
export const rolloutKind: Kind = {
  interface: { name: "Rollout", current: "0.1.0", implemented: [], first: [] },
  names: ({ rollout }) => namesOf(rollout, "promote"),
  serve: serveRollout,
};

function serveRollout(objects: PluginObjects): readonly ServedMethod[] {
  const get = keyedBy<RolloutPlugin>(() => objects.rollout, "promote");
  const serveCommand = <P extends OfGroup>(
    method: Method<P, OfGroup>,
    run: (plugin: RolloutPlugin, params: P) => Promise<void>,
  ): ServedMethod =>
    serveMethod(method, async (params) => {
      await run(get(params.name), params);
      return { name: params.name, id: params.id };
    });
  return [
    serveMethod(status, async (params) => ({ ...params, status: await get(params.name).status(params.id) })),
    serveMethod(explain, async (params) => ({ ...params, lines: await get(params.name).explain(params.id) })),
    serveCommand(pause, (plugin, params) => plugin.pause(params.id)),
    serveCommand(resume, (plugin, params) => plugin.resume(params.id)),
    serveCommand(abort, (plugin, params) => plugin.abort(params.id)),
    serveCommand(rollback, (plugin, params) => plugin.rollback(params.id)),
    serveCommand(promote, (plugin, params) => plugin.promote(params.id)),
    serveCommand(replace, (plugin, params) => plugin.replace(params.id, params.instances)),
  ];
}

/** Makes a rollout plugin of a connection. `of` is the plugin's full name, such as `group/web`. */
export function connectRollout(connection: Caller, of: string): RolloutPlugin {
  const { call } = connection.on(rolloutKind.interface);
  const command =
    (method: Method<OfGroup, OfGroup>): RolloutPlugin["pause"] =>
    async (group, options) => {
      await call(method, { name: of, id: group }, options);
    };
  return {
    async status(group, options) {
      return (await call(status, { name: of, id: group }, options)).status;
    },
    async explain(group, options) {
      return (await call(explain, { name: of, id: group }, options)).lines;
    },
    pause: command(pause),
    resume: command(resume),
    abort: command(abort),
    rollback: command(rollback),
    promote: command(promote),
    async replace(group, instances, options) {
      await call(replace, { name: of, id: group, instances }, options);
    },
  };
}
