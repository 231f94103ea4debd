import { accessSync, constants } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { test as base } from "vitest";
import { pageDirectory, type ScopeServer, serveScopeHost } from "@infrakit/scope/server";
import { FakeScopeHost } from "./fake-scope-host.ts";
import { pageReport } from "./page-report.ts";

/** Where screenshots go. */
export const artefacts: string = join(import.meta.dirname, "artefacts");

/** A page in a browser, and the host that it shows. */
export interface Screen {
  readonly host: FakeScopeHost;
  readonly page: Page;
  /** All nodes of the graph. */
  readonly nodes: Locator;
  /** Every request's method and URL so far. */
  readonly requests: readonly string[];
  /** What the browser complained of: scripts' errors, breaches of the policy. */
  readonly complaints: readonly string[];
  /** Serves the host and opens its page with the token; once more after `stop` on the same port. */
  readonly serve: () => Promise<ScopeServer>;
  readonly open: () => Promise<void>;
  /** Keeps a picture of the page. */
  readonly picture: (name: string) => Promise<void>;
}

const plugins = [
  {
    path: "/run/scope/plugins/groups/groups.sock",
    spec: {
      id: "groups",
      label: "Groups",
      interfaces: ["reporter", "controller"],
      status: "ok",
      description: "Groups that InfraKit keeps alive",
    },
  },
  {
    path: "/run/scope/plugins/volume-count.sock",
    spec: {
      id: "volume-count",
      label: "Volume counts",
      interfaces: ["reporter"],
      status: "error: plugin returned non-200 status code: 500 Internal Server Error",
    },
  },
];

/** A test with a browser's page of its own. */
export const test = base.extend<{ screen: Screen }>({
  // eslint-disable-next-line no-empty-pattern
  screen: async ({}, use) => {
    const browser = await launch();
    const started = await createScreen(browser);
    await use(started.screen);
    await browser.close();
    await started.close();
  },
});

async function launch(): Promise<Browser> {
  // Chromium's own sandbox refuses to run as root, which tests in a container are.
  return await chromium.launch({ executablePath: findProgram("chromium"), args: ["--no-sandbox"] });
}

/** Path of a program that `requireProgram` found. */
function findProgram(name: string): string {
  const paths = (process.env["PATH"] ?? "").split(delimiter).map((directory) => join(directory, name));
  const path = paths.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      // Not in this directory: the next one may have it.
      return false;
    }
  });
  if (path === undefined) throw new Error(`Cannot start "${name}": it is not on the PATH`);
  return path;
}

async function createScreen(browser: Browser): Promise<{ readonly screen: Screen; close(): Promise<void> }> {
  const host = new FakeScopeHost(pageReport());
  host.setPlugins(plugins);
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(10_000);
  const nodes = page.locator("#stage").getByRole("option");
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  const servers: ScopeServer[] = [];
  const serve = async (): Promise<ScopeServer> => {
    const port = servers[0] === undefined ? "0" : new URL(servers[0].address).port;
    const listener = { tcp: `127.0.0.1:${port}` };
    const server = await serveScopeHost(host, {
      listener,
      token: "t0ken",
      page: pageDirectory,
      version: "1.2.3",
    });
    servers.push(server);
    return server;
  };
  const screen = {
    host,
    page,
    nodes,
    requests,
    complaints,
    serve,
    open: async () => {
      const { address, token = "" } = servers[0] ?? (await serve());
      await page.goto(`${address}/#token=${token}`);
      await nodes.first().waitFor();
    },
    picture: async (name: string) => {
      await mkdir(artefacts, { recursive: true });
      await page.screenshot({ path: join(artefacts, `${name}.png`) });
    },
  };
  return { screen, close: async () => void (await Promise.all(servers.map((server) => server.close()))) };
}
