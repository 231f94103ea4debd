import { once } from "node:events";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { test } from "./scope-home.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("docs/guides/scope.md shows a program that serves a host and publishes it", async ({
  home,
  plugins,
}) => {
  const asked: string[] = [];
  const app = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (request.url === "/api") response.end('{"id":"app"}');
    else response.writeHead(request.url === "/api/report" ? 200 : 404).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    app.closeAllConnections();
    app.close();
  });
  await once(app, "listening");
  const { port } = app.address() as AddressInfo;
  const guide = await readFile(join(root, "docs/guides/scope.md"), "utf8");
  const [, shown = ""] = /```ts\n(.*?)```/s.exec(guide) ?? [];
  const program = shown
    .replace("/var/run/scope/plugins", plugins.root)
    .replace("http://scope.example:4040", `http://127.0.0.1:${port}`)
    .replace("./scope/host.sock", join(home.path, "state/scope/host.sock"));
  await symlink(join(root, "node_modules"), join(home.path, "node_modules"));
  await writeFile(join(home.path, "host.mjs"), program);
  const running = home.spawn(process.execPath, [join(home.path, "host.mjs")]);
  await expect.poll(async () => (await home.run(["scope", "report"])).stdout).toContain("volumes~recount");
  await expect.poll(() => asked, { timeout: 20_000 }).toContain("POST /api/report");
  running.child.kill("SIGTERM");
  expect((await running.ended).code).toBe(0);
});
