import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { parseMetricsAddress, serveMetrics } from "@infrakit/infrakit/operator";
import { FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished } from "vitest";
import { type MetricFamily, metricFamilies } from "../src/metric-family.ts";
import { test } from "./place.ts";

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly text: string;
}

/** Asks a server on a socket. */
function ask(socketPath: string, path: string, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () =>
        resolve({ status: response.statusCode, type: response.headers["content-type"], text }),
      );
    });
    asked.on("error", reject).end();
  });
}

test("serveMetrics() serves what an Infrakit measures when it has a socket", async ({ place }) => {
  const instances = new FakeInstances();
  const infrakit = await place.start({ plugins: { instances: { fake: instances } } });
  await infrakit.commit({ id: "web", size: 2, instance: { plugin: "fake", properties: null } });
  await expect.poll(() => infrakit.controller.status("web").ready).toBe(2);
  const path = join(place.root, "metrics");
  const served = await serveMetrics(parseMetricsAddress(path), () => infrakit.metrics());
  onTestFinished(() => served.close());
  expect(served.address).toBe(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { status, type, text } = await ask(path, "/metrics?x=1");
  expect({ status, type }).toEqual({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8" });
  const lines = text.split("\n");
  for (const line of [
    'infrakit_group_desired{group="web"} 2',
    'infrakit_group_ready{group="web"} 2',
    'infrakit_group_converged{group="web"} 1',
    'infrakit_provision_seconds_count{plugin="fake"} 2',
    "infrakit_reconcile_seconds_count 1",
    'infrakit_rpc_seconds_count{plugin="fake",method="Instance.Provision"} 2',
  ]) {
    expect(lines).toContain(line);
  }
  expect(await ask(path, "/else")).toMatchObject({ status: 404, text: "metrics are at /metrics\n" });
  expect(await ask(path, "/metrics", "POST")).toMatchObject({ status: 405 });
  expect(await ask(path, "/metrics", "HEAD")).toMatchObject({ status: 200, text: "" });
  await served.close();
  await expect(ask(path, "/metrics")).rejects.toThrow("ENOENT");
});

test("serveMetrics() serves on a port, and refuses one that is taken", async () => {
  const served = await serveMetrics(parseMetricsAddress("127.0.0.1:0"), () => "text\n");
  onTestFinished(() => served.close());
  expect(await (await fetch(served.address)).text()).toBe("text\n");
  const { host } = new URL(served.address);
  await expect(serveMetrics(parseMetricsAddress(host), () => "")).rejects.toThrow(
    `Cannot serve metrics on "http://${host}/metrics": `,
  );
});

const reference = join(import.meta.dirname, "../../../docs/reference");

test("docs/reference/metrics.md lists every metric as it is served", async () => {
  const page = await readFile(join(reference, "metrics.md"), "utf8");
  const cells = (line: string): readonly string[] => line.split("|").map((cell) => cell.trim());
  const listed = page
    .split("\n")
    .filter((line) => line.startsWith("| `infrakit_"))
    .map((line) => {
      const [, name, type, labels, help] = cells(line);
      return { name, type, labels, help };
    });
  const code = (text: string): string => `\`${text}\``;
  const served = Object.values(metricFamilies).map(({ name, type, labels, help }: MetricFamily) => {
    return { name: code(name), type, labels: labels.map(code).join(", "), help };
  });
  expect(listed).toEqual(served);
});
