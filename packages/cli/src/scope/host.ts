import { resolve } from "node:path";
import { serveScopeMetadata } from "@infrakit/infrakit/bridge";
import { messageOf, pluginDirectory } from "@infrakit/infrakit/operator";
import {
  openScopeHost,
  pageDirectory,
  parseAppUrl,
  parseTcpListener,
  publishToApp,
  type ScopeHost,
  scopePluginsDirectory,
  type ScopeServer,
  type ScopeServerOptions,
  serveScopeHost,
} from "@infrakit/infrakit/scope";
import { answer, type Context, note } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput } from "../failure.ts";
import { createJsonLogger, createTextLogger } from "../logger.ts";
import { listenForStop, type StopSignal } from "../stop-signal.ts";
import { hostSocket, type SocketOptions } from "./host-socket.ts";

/** Options of `infrakit scope host` and `infrakit scope ui`. */
export interface HostOptions extends SocketOptions {
  readonly root?: string;
  readonly listen?: string;
  readonly app?: string;
  readonly metadata?: string;
}

/** What it is called to its clients, and whether it shows the page. */
export interface HostRun {
  readonly version: string;
  readonly hasPage: boolean;
}

/** Polls the plugins below a directory and serves what they say, until a signal comes. */
export async function runHost(
  context: Context,
  options: HostOptions,
  { version, hasPage }: HostRun,
): Promise<void> {
  checkOptions(options);
  const { env, stderr, isJson } = context;
  const logger =
    stderr.isTTY && !isJson
      ? createTextLogger({ level: "info", print: (line) => stderr.write(`${line}\n`) })
      : createJsonLogger();
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  const root = findRoot(options, env);
  const host = await openScopeHost({ root, logger });
  const servers: { close(): Promise<void> }[] = [];
  const serve = async (listener: ScopeServerOptions["listener"]): Promise<ScopeServer> => {
    const page = hasPage && "tcp" in listener ? { page: pageDirectory } : {};
    const server = await serveScopeHost(host, { listener, version, ...page });
    servers.push(server);
    return server;
  };
  try {
    const socket = await serve({ path: hostSocket(context, options) });
    const tcp = options.listen === undefined ? undefined : await serve({ tcp: options.listen });
    const { metadata } = options;
    const place = { directory: pluginDirectory(env), logger };
    if (metadata !== undefined) servers.push(await serveScopeMetadata(host, { ...place, name: metadata }));
    tell(context, { root, socket, tcp, app: options.app, hasPage });
    const onWarning = (message: string): void => logger.warn({}, message);
    await keepServing(host, { stop, app: options.app, version, token: env[tokenVariable] ?? "", onWarning });
    note(context, "stopping; Ctrl-C again stops at once");
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await host.close();
    stop.close();
  }
}

/** Empty for a host without plugins. */
function findRoot({ root }: HostOptions, env: NodeJS.ProcessEnv): string {
  const given = root ?? scopePluginsDirectory(env);
  return given === "" ? "" : resolve(given);
}

/** Not an option: others see the arguments of a process. */
const tokenVariable = "INFRAKIT_SCOPE_APP_TOKEN";

function checkOptions({ listen, app }: HostOptions): void {
  try {
    if (listen !== undefined) parseTcpListener(listen);
    if (app !== undefined) parseAppUrl(app);
  } catch (error) {
    throw badInput(messageOf(error), { cause: error });
  }
}

interface Served {
  readonly root: string;
  readonly socket: ScopeServer;
  readonly tcp: ScopeServer | undefined;
  readonly app: string | undefined;
  readonly hasPage: boolean;
}

/** The page takes the token from the fragment of its URL, which no browser sends anywhere. */
function tell(context: Context, { root, socket, tcp, app, hasPage }: Served): void {
  const { address, token = "" } = tcp ?? { address: "" };
  const url = hasPage ? `${address}/#token=${token}` : address;
  const plugins = root === "" ? "No Scope plugins" : `Scope plugins in ${root}`;
  const lines = [
    `${plugins} are served on ${socket.address}`,
    ...(tcp === undefined ? [] : [hasPage ? `Open ${url}` : `and on ${url} with the token ${token}`]),
    ...(app === undefined ? [] : [`and published to ${parseAppUrl(app)}`]),
    "",
    "Ctrl-C stops",
  ];
  const document = {
    Root: root,
    Socket: socket.address,
    URL: url,
    Token: token,
    App: app === undefined ? "" : parseAppUrl(app),
  };
  answer(context, document, lines);
}

interface Serving {
  readonly stop: StopSignal;
  readonly app: string | undefined;
  readonly version: string;
  readonly token: string;
  readonly onWarning: (message: string) => void;
}

async function keepServing(host: ScopeHost, { stop, app: url, ...publishing }: Serving): Promise<void> {
  if (url === undefined) await stop.stopped;
  else await publishToApp(host, { ...publishing, url, signal: stop.signal });
}
