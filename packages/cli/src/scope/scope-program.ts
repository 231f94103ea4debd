import { type Command, Option } from "../command-line.ts";
import type { Context } from "../context.ts";
import { examples } from "../examples.ts";
import type { ScopeCheckOptions } from "./check.ts";
import type { GroupsOptions } from "./groups.ts";
import type { SocketOptions } from "./host-socket.ts";
import type { HostOptions } from "./host.ts";

/** The commands for plugins of Weave Scope. */
export function addScope(program: Command, context: Context, version: string): void {
  const scope = program
    .command("scope")
    .summary("poll, show and check plugins of Weave Scope")
    .description(
      "Polls plugins of Weave Scope, shows what they say, has their controls carried out, and checks them.",
    );
  const hostCommand = (name: string): Command =>
    scope
      .command(name)
      .addOption(rootOption())
      .option("--app <url>", "publish to this Scope app, as a probe does")
      .option("--metadata <name>", "serve it as a metadata plugin of this name too, in the plugin directory")
      .addOption(socketOption("where it is served for the other commands"));
  hostCommand("host")
    .description("poll plugins in the foreground and serve what they say")
    .option("--listen <host:port>", "serve it over TCP too, with a token, such as on 127.0.0.1:4040")
    .addHelpText(
      "after",
      examples("infrakit scope host", "infrakit scope host --app http://scope.example:4040"),
    )
    .action(async (options: HostOptions) => {
      const { runHost } = await import("./host.ts");
      await runHost(context, options, { version, hasPage: false });
    });
  hostCommand("ui")
    .description("the same, with a page to look at; prints its URL")
    .addOption(new Option("--listen <host:port>", "where the page is").default("127.0.0.1:4040"))
    .addHelpText("after", examples("infrakit scope ui", "infrakit scope ui --listen 127.0.0.1:0"))
    .action(async (options: HostOptions) => {
      const { runHost } = await import("./host.ts");
      await runHost(context, options, { version, hasPage: true });
    });
  addScopeViews(scope, context);
  addScopeGroups(scope, context);
}

function addScopeGroups(scope: Command, context: Context): void {
  scope
    .command("groups")
    .summary("show groups in Scope")
    .description(
      "Shows groups in Scope, in the foreground: each as a service with its size, health and update, and its facts on " +
        "the processes, containers and hosts that Scope itself knows. No control is there but those that are allowed.",
    )
    .option("--allow <group:controls...>", "controls that may be used, such as web:scale-up,scale-down,pause")
    .option("--plugin <name>", "the group plugin (default: the one that is served)")
    .addOption(rootOption())
    .addHelpText(
      "after",
      examples("infrakit scope groups", "infrakit scope groups --allow web:pause,resume,replace"),
    )
    .action(async (options: GroupsOptions) => {
      const { showGroups } = await import("./groups.ts");
      await showGroups(context, options);
    });
}

function addScopeViews(scope: Command, context: Context): void {
  const socket = (): Option => socketOption("of the host that is asked");
  scope
    .command("plugins")
    .description("list the plugins of a host that runs, and how they do")
    .addOption(socket())
    .addHelpText("after", examples("infrakit scope plugins"))
    .action(async (options: SocketOptions) => {
      const { listScopePlugins } = await import("./plugins.ts");
      await listScopePlugins(context, options);
    });
  scope
    .command("report")
    .description("print what the plugins say together; with -o json in Scope's own format")
    .addOption(socket())
    .addHelpText("after", examples("infrakit scope report", "infrakit scope report -o json"))
    .action(async (options: SocketOptions) => {
      const { showReport } = await import("./report.ts");
      await showReport(context, options);
    });
  scope
    .command("control")
    .description("have a plugin carry out a control of a node")
    .argument("<node>", "id of the node, such as 'myhost;<host>'")
    .argument("<control>", "plugin and control, such as iowait~switchToIdle")
    .argument("[key=value...]", "arguments of the control")
    .addOption(socket())
    .addHelpText("after", examples("infrakit scope control 'myhost;<host>' iowait~switchToIdle"))
    .action(async (node: string, control: string, ...rest: readonly [readonly string[], SocketOptions]) => {
      const [args, options] = rest;
      const { pressControl } = await import("./control.ts");
      await pressControl(context, { node, control, args }, options);
    });
  addScopeCheck(scope, context);
}

function addScopeCheck(scope: Command, context: Context): void {
  scope
    .command("check")
    .summary("prove that a plugin keeps the protocol, in whatever language it was written")
    .description(
      "Runs the conformance cases against the plugin behind a socket and prints a line for each. No control is pressed but those that are given.",
    )
    .argument("<socket>", "path of the plugin's socket")
    .option("--press <json...>", "controls that may be pressed, each as the body of a control request")
    .option("--timeout <duration>", "how long a case may take (default: 10s)")
    .addHelpText(
      "after",
      examples(
        "infrakit scope check /var/run/scope/plugins/iowait/iowait.sock",
        `infrakit scope check iowait.sock --press '{"NodeID":"myhost;<host>","Control":"switchToIdle"}'`,
      ),
    )
    .action(async (socket: string, options: ScopeCheckOptions) => {
      const { checkScopePlugin } = await import("./check.ts");
      await checkScopePlugin(context, socket, options);
    });
}

function rootOption(): Option {
  const where = "INFRAKIT_SCOPE_PLUGINS_DIR, else /var/run/scope/plugins";
  return new Option("--root <directory>", `where the sockets of the plugins are (default: ${where})`);
}

function socketOption(what: string): Option {
  return new Option("--socket <path>", `${what} (default: scope/host.sock in the state directory)`);
}
