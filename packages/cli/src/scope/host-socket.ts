import { join, resolve } from "node:path";
import { userPaths } from "@infrakit/infrakit/operator";
import {
  connectScopeHost,
  parseReport,
  type Report,
  type ScopeClient,
  ScopeClientError,
} from "@infrakit/infrakit/scope";
import type { Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../failure.ts";

/** What all commands that look at a host understand. */
export interface SocketOptions {
  readonly socket?: string;
}

/** Where the host of this user is served if nobody says anything else. */
export function hostSocket({ env }: Context, { socket }: SocketOptions): string {
  return resolve(socket ?? join(userPaths(env).state, "scope", "host.sock"));
}

/** Does something with the host that runs. What goes wrong is told as what the command could not do. */
export async function withHost<T>(
  context: Context,
  options: SocketOptions,
  act: (host: ScopeClient) => Promise<T>,
): Promise<T> {
  try {
    return await act(connectScopeHost(hostSocket(context, options)));
  } catch (error) {
    throw error instanceof ScopeClientError ? explain(error) : error;
  }
}

/** The report of the host that runs. */
export async function findReport(context: Context, options: SocketOptions): Promise<Report> {
  return await withHost(context, options, async (host) => parseReport(await host.report()));
}

function explain(error: ScopeClientError): CommandError {
  switch (error.reason) {
    case "unreachable": {
      const hint = "infrakit scope host starts one; --socket names another";
      const failure = { code: "host_unreachable", exitCode: exitCode.notFound, hint };
      return new CommandError(error.message, failure, { cause: error });
    }
    case "refused":
      return new CommandError(error.message, { code: "plugin_error" }, { cause: error });
  }
}
