import { Command, CommanderError, Option } from "./command-line.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { badInput, CommandError } from "./failure.ts";
import type { CommitOptions } from "./group/commit.ts";
import { examples } from "./examples.ts";
import type { DestroyOptions } from "./group/destroy.ts";
import type { RolloutCommand } from "./group/rollout.ts";
import type { ScaleOptions } from "./group/scale.ts";
import type { GroupOptions } from "./group/with-group.ts";
import type { CheckOptions } from "./plugin/check.ts";
import type { ListOptions } from "./plugin/ls.ts";
import type { StopOptions } from "./plugin/stop.ts";
import { addScope } from "./scope/scope-program.ts";
import type { UpOptions } from "./up/up.ts";

/** The tree of commands. What a command does is loaded when it runs. */
export function createProgram(context: Context, version: string): Command {
  const program = new Command("infrakit")
    .description("Keeps declared groups of anything alive: processes, containers, files, machines.")
    .version(version)
    .addOption(
      new Option("-o, --output <format>", "how answers and errors are written")
        .choices(["text", "json"])
        .default("text"),
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText("after", examples("infrakit up web.yaml", "infrakit group ls -o json"));
  addUp(program, context);
  addGroup(program, context);
  addPlugin(program, context);
  addScope(program, context, version);
  return program;
}

/** An error of the arguments as one of ours; `undefined` for any other. */
export function usageErrorOf(error: unknown): CommandError | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.exitCode === 0) return new CommandError("", { exitCode: exitCode.ok });
  if (error.code === "commander.help") return badInput("Cannot run: no command was given");
  const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return badInput(message, { hint: "--help behind a command shows how it is used" });
}

function addUp(program: Command, context: Context): void {
  program
    .command("up")
    .summary("keep the groups of these specs alive, in the foreground")
    .description(
      "Keeps the groups of these specs alive, in the foreground, and shows how they are. Starts what the specs name " +
        "and nobody serves yet. Groups are remembered: after a crash, start it again and it goes on. A spec that its " +
        "group has already is not committed again, and a group keeps the size it was scaled to until another is given.",
    )
    .argument("<spec...>", "files with specs, JSON or YAML; - for standard input")
    .option("--destroy", "end all instances of these groups instead, then exit")
    .option("--destroy-on-exit", "do that on Ctrl-C; otherwise instances are left running")
    .option("--metrics <address>", "serve metrics there, such as 127.0.0.1:9100, or a path for a socket")
    .addOption(allowUnknown())
    .addHelpText("after", examples("infrakit up web.yaml", "infrakit up web.yaml --destroy"))
    .action(async (specs: readonly string[], options: UpOptions) => {
      const { up } = await import("./up/up.ts");
      await up(context, specs, options);
    });
}

function addGroup(program: Command, context: Context): void {
  const group = program
    .command("group")
    .summary("change and look at groups")
    .description("Changes and looks at the groups that a group plugin keeps: infrakit up, or any other.");
  addGroupChanges(group, context);
  addRollout(group, context);
  addGroupViews(group, context);
}

function addGroupChanges(group: Command, context: Context): void {
  const command = groupCommand(group);
  command("commit", "start to keep groups, or change them")
    .argument("<spec...>", "files with specs, JSON or YAML; - for standard input")
    .option("--pretend", "only say what would be done")
    .option("--wait", "wait until the groups have converged")
    .addOption(timeout())
    .addOption(allowUnknown())
    .addHelpText(
      "after",
      examples("infrakit group commit --pretend web.yaml", "infrakit group commit --wait web.yaml"),
    )
    .action(async (specs: readonly string[], options: CommitOptions) => {
      const { commit } = await import("./group/commit.ts");
      await commit(context, specs, options);
    });
  command("scale", "say or change how many instances a group has")
    .argument("<id>", "the group")
    .argument("[size]", "how many it shall have")
    .option("--wait", "wait until the group has converged")
    .addOption(timeout())
    .addHelpText("after", examples("infrakit group scale web", "infrakit group scale web 30"))
    .action(async (id: string, size: string | undefined, options: ScaleOptions) => {
      const { scale } = await import("./group/scale.ts");
      await scale(context, { id, size }, options);
    });
  command("free", "stop to keep a group and leave its instances alone")
    .argument("<id>", "the group")
    .addHelpText("after", examples("infrakit group free web"))
    .action(async (id: string, options: GroupOptions) => {
      const { free } = await import("./group/free.ts");
      await free(context, id, options);
    });
  command("destroy", "end all instances of a group, then stop to keep it")
    .argument("<id>", "the group")
    .option("--wait", "wait until it is gone")
    .addOption(timeout())
    .addHelpText("after", examples("infrakit group destroy --wait web"))
    .action(async (id: string, options: DestroyOptions) => {
      const { destroy } = await import("./group/destroy.ts");
      await destroy(context, id, options);
    });
  command("destroy-instances", "end some instances of a group, which becomes smaller by as many")
    .argument("<id>", "the group")
    .argument("<instance...>", "the ids of its instances")
    .addHelpText("after", examples("infrakit group destroy-instances web 5f3f100ae06fd3814b72"))
    .action(async (id: string, instances: readonly string[], options: GroupOptions) => {
      const { destroyInstances } = await import("./group/destroy-instances.ts");
      await destroyInstances(context, { id, instances }, options);
    });
}

/** What each command says of itself. */
const rolloutCommands: Readonly<Record<RolloutCommand, string>> = {
  pause: "stop the update of a group, and nothing else: instances that die are still replaced",
  resume: "go on with an update that was paused or stopped by itself, or with creations that were given up",
  abort: "end the update of a group where it stands",
  rollback: "commit again what a group last converged to",
  promote: "let an update that waits behind its canaries go on",
};

function addRollout(group: Command, context: Context): void {
  const command = groupCommand(group);
  for (const [name, description] of Object.entries(rolloutCommands)) {
    command(name, description)
      .argument("<id>", "the group")
      .addHelpText("after", examples(`infrakit group ${name} web`))
      .action(async (id: string, options: GroupOptions) => {
        const { tellGroup } = await import("./group/rollout.ts");
        await tellGroup(context, { id, command: name as RolloutCommand }, options);
      });
  }
  command("replace", "replace instances of a group by others of the same properties, as an update does")
    .argument("<id>", "the group")
    .argument("<instance...>", "the ids of its instances")
    .addHelpText("after", examples("infrakit group replace web 5f3f100ae06fd3814b72"))
    .action(async (id: string, instances: readonly string[], options: GroupOptions) => {
      const { replace } = await import("./group/rollout.ts");
      await replace(context, { id, instances }, options);
    });
}

function addGroupViews(group: Command, context: Context): void {
  const command = groupCommand(group);
  command("ls", "list the groups that are kept, and where each stands")
    .option("-q, --quiet", "only the ids")
    .addHelpText("after", examples("infrakit group ls"))
    .action(async (options: GroupOptions & { readonly quiet?: true }) => {
      const { list } = await import("./group/ls.ts");
      await list(context, options);
    });
  command("describe", "show where a group stands and what its instances are")
    .argument("<id>", "the group")
    .addHelpText("after", examples("infrakit group describe web", "infrakit group describe web -o json"))
    .action(async (id: string, options: GroupOptions) => {
      const { describe } = await import("./group/describe.ts");
      await describe(context, id, options);
    });
  command("explain", "say what is done to a group next, and what is in the way of doing more")
    .argument("<id>", "the group")
    .addHelpText("after", examples("infrakit group explain web"))
    .action(async (id: string, options: GroupOptions) => {
      const { explain } = await import("./group/explain.ts");
      await explain(context, id, options);
    });
  command("events", "print what happens to groups as it happens, until Ctrl-C")
    .argument("[id]", "the group; all without it")
    .addHelpText("after", examples("infrakit group events web", "infrakit group events -o json"))
    .action(async (id: string | undefined, options: GroupOptions) => {
      const { showEvents } = await import("./group/events.ts");
      await showEvents(context, id, options);
    });
  command("inspect", "print the specs of groups as they can be committed again")
    .argument("[id]", "the group; all without it")
    .addHelpText("after", examples("infrakit group inspect web > web.json"))
    .action(async (id: string | undefined, options: GroupOptions) => {
      const { inspect } = await import("./group/inspect.ts");
      await inspect(context, id, options);
    });
}

function groupCommand(group: Command): (name: string, description: string) => Command {
  return (name, description) =>
    group
      .command(name)
      .description(description)
      .option("--plugin <name>", "the group plugin (default: group; if nobody serves that, group-stateless)");
}

function addPlugin(program: Command, context: Context): void {
  const plugin = program.command("plugin").description("start, list, check and stop plugins");
  plugin
    .command("start")
    .description("run plugins in the foreground, each on a socket of its own: group, process, file, vanilla")
    .argument("<kind[:name]...>", "kinds, and names of their sockets if they shall have others")
    .addHelpText(
      "after",
      examples("infrakit plugin start group process vanilla", "infrakit plugin start process:blue"),
    )
    .action(async (wanted: readonly string[]) => {
      const { start } = await import("./plugin/start.ts");
      await start(context, wanted);
    });
  plugin
    .command("ls")
    .description("list who serves what in the plugin directory")
    .option("-q, --quiet", "no header")
    .addHelpText("after", examples("infrakit plugin ls"))
    .action(async (options: ListOptions) => {
      const { list } = await import("./plugin/ls.ts");
      await list(context, options);
    });
  addCheck(plugin, context);
  plugin
    .command("stop")
    .description("stop the processes of plugins; all plugins of a process stop with it")
    .argument("[name...]", "names of plugins")
    .option("--all", "all that are served")
    .addHelpText("after", examples("infrakit plugin stop process vanilla", "infrakit plugin stop --all"))
    .action(async (names: readonly string[], options: StopOptions) => {
      const { stop } = await import("./plugin/stop.ts");
      await stop(context, names, options);
    });
}

function addCheck(plugin: Command, context: Context): void {
  plugin
    .command("check")
    .summary("prove that a plugin keeps the protocol, in whatever language it was written")
    .description(
      "Runs the conformance cases of all that a plugin hosts, against the plugin that runs, and prints a line for each. " +
        "Real instances are made and destroyed.",
    )
    .argument("<name>", "name of the plugin, or of one of its objects")
    .option("--properties <json>", "what its instances or groups are made from; @file reads a file")
    .option("--refused <json...>", "properties that it must refuse; @file reads a file")
    .option("--changed <json>", "for a group plugin: other properties, which make a commit an update")
    .option("--interface <name>", "check only this interface, such as Instance")
    .option("--type <name>", "check only the object of this name")
    .option("--timeout <duration>", "how long a case may take (default: 30s)")
    .option("-y, --yes", "make and destroy real instances without asking")
    .addHelpText(
      "after",
      examples(
        `infrakit plugin check process --yes --properties '{"Command":"sleep","Args":["60"]}'`,
        "infrakit plugin check simulator/disk --yes --properties @disk.json -o json",
      ),
    )
    .action(async (name: string, options: CheckOptions) => {
      const { check } = await import("./plugin/check.ts");
      await check(context, name, options);
    });
}

function timeout(): Option {
  const what = "how long to wait, such as 90s or 5m; implies --wait (default: as long as it takes)";
  return new Option("--timeout <duration>", what);
}

function allowUnknown(): Option {
  return new Option("--allow-unknown", "take members of a spec that are not known instead of refusing them");
}
