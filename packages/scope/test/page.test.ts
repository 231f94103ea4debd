import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test as plainTest } from "vitest";
import { requireProgram } from "../../../test/require-program.ts";
import { pageDirectory } from "@infrakit/scope/server";
import { test } from "./browser-page.ts";
import { pageReport } from "./page-report.ts";

/** What the page may weigh as it goes over a wire. */
const maxCompressedBytes = 100_000;

plainTest("the page weighs under 100 kB when it is compressed", async () => {
  const files = ["index.html", "page.js", "page.css"].map((name) => readFile(join(pageDirectory, name)));
  const weight = (await Promise.all(files)).reduce((sum, file) => sum + gzipSync(file).length, 0);
  expect(weight).toBeLessThan(maxCompressedBytes);
});

const web = { name: "Container, web-1, 3f9c0a1a1a1a, has controls" };

describe.skipIf(!requireProgram("chromium"))("the page in a browser", () => {
  test("App() shows every node when a report is there, and asks nobody but its host", async ({ screen }) => {
    await screen.open();
    const { page } = screen;
    await expect.poll(() => screen.nodes.count()).toBe(34);
    expect(await page.getByRole("tab").allInnerTexts()).toEqual([
      "Everything\n34",
      "Hosts\n2",
      "Processes\n16",
      "Containers\n16",
    ]);
    const origin = new URL(page.url()).origin;
    const strangers = screen.requests.filter((request) => !request.includes(` ${origin}/`));
    expect(strangers.filter((request) => request !== "GET data:,")).toEqual([]);
    expect(page.url()).not.toContain("t0ken");
    expect(screen.complaints).toEqual([]);
    await screen.picture("everything-light");
  });

  test("App() asks for the token when the address has none", async ({ screen }) => {
    const { address } = await screen.serve();
    const { page } = screen;
    await page.goto(address);
    await page.getByLabel("Token").waitFor();
    await screen.picture("sign-in-light");
    await page.getByLabel("Token").fill("t0ken");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.poll(() => screen.nodes.count()).toBe(34);
    await page.reload();
    await expect.poll(() => screen.nodes.count()).toBe(34);
  });

  test("Toolbar() leaves the nodes that match when a word is typed", async ({ screen }) => {
    await screen.open();
    const { page } = screen;
    await page.keyboard.press("/");
    await page.keyboard.type("port 6379");
    await expect.poll(() => screen.nodes.count()).toBe(2);
    await expect.poll(() => page.locator("footer").innerText()).toContain("2 of 34 nodes");
    await page.keyboard.press("Escape");
    await expect.poll(() => screen.nodes.count()).toBe(34);
    await page.getByRole("button", { name: "With controls" }).click();
    await expect.poll(() => screen.nodes.count()).toBe(16);
  });

  test("GraphView() leads to a control and back when only keys are pressed", async ({ screen }) => {
    await screen.open();
    const { page, host } = screen;
    const focused = (): Promise<string | null> =>
      page.locator(":focus").evaluate((element) => element.getAttribute("aria-label") ?? element.textContent);
    await page.getByRole("tab", { name: "Containers" }).click();
    await expect.poll(() => screen.nodes.count()).toBe(16);
    await screen.picture("containers-light");
    await page.keyboard.press("/");
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("Container, web-1, 3f9c0a1a1a1a, has controls");
    await page.keyboard.press("ArrowRight");
    await expect.poll(focused).not.toBe("Container, web-1, 3f9c0a1a1a1a, has controls");
    await page.keyboard.press("Home");
    await expect.poll(focused).toBe("Container, web-1, 3f9c0a1a1a1a, has controls");
    await page.keyboard.press("Enter");
    await expect.poll(focused).toBe("Details of web-1");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(focused).toBe("Drain");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("alertdialog").count()).toBe(0);
    await expect.poll(focused).toBe("Controls");
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("Container, web-1, 3f9c0a1a1a1a, has controls");
    await expect.poll(() => page.getByRole("complementary").count()).toBe(0);
    await page.keyboard.press("End");
    await expect.poll(focused).not.toBe("Container, web-1, 3f9c0a1a1a1a, has controls");
    const last = await focused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(focused).toBe(last);
    expect(host.requests).toEqual([]);
  });

  test("Controls() asks before it sends, and tells what became of it, when a button is pressed", async ({
    screen,
  }) => {
    await screen.open();
    const { page, host, nodes } = screen;
    await nodes.and(page.getByRole("option", web)).click();
    const details = page.getByRole("complementary", { name: "Details of web-1" });
    await details.getByRole("button", { name: "Replace" }).click();
    const question = page.getByRole("alertdialog");
    await expect
      .poll(() => question.innerText())
      .toContain("Replace this instance? A new one takes its slot");
    expect(host.requests).toEqual([]);
    await screen.picture("question-light");
    host.onControl(async () => ({ value: "slot 3 is being replaced" }));
    await question.getByRole("button", { name: "Replace" }).click();
    await details.getByText("slot 3 is being replaced").waitFor();
    await page
      .locator(":focus")
      .and(page.getByRole("region", { name: "Controls" }))
      .waitFor();
    const nodeId = `${"3f9c0".padEnd(64, "a1")};<container>`;
    expect(host.requests).toMatchObject([{ control: "groups~replace", nodeId }]);
    const url = screen.requests.find((request) => request.startsWith("POST"));
    expect(url).toContain(`/api/control/197a7919b8424269/${encodeURIComponent(nodeId)}/groups~replace`);
    host.onControl(async () => ({ error: "the group is paused" }));
    await details.getByRole("button", { name: "Drain" }).click();
    await question.getByRole("button", { name: "Drain" }).click();
    await expect.poll(() => details.getByRole("alert").innerText()).toBe("Drain: the group is paused");
  });

  test("Details() shows facts, metrics, tables and relatives when a node is chosen", async ({ screen }) => {
    await screen.open();
    const { page, nodes } = screen;
    await nodes.and(page.getByRole("option", web)).click();
    const section = (name: string): Promise<string> =>
      page.getByRole("region", { name, exact: true }).innerText();
    await expect.poll(() => section("Facts")).toContain("healthy");
    await expect.poll(() => section("Metrics")).toContain("8 %");
    await expect.poll(() => section("Metrics")).toContain("91.6 MiB");
    await expect.poll(() => section("Environment")).toContain("/usr/local/bin:/usr/bin");
    await expect.poll(() => section("Ports")).toContain("0.0.0.0:30443");
    await expect.poll(() => section("Connects to")).toContain("api-4");
    await screen.picture("details-light");
    await page.getByRole("region", { name: "Part of" }).getByRole("button", { name: "node-1" }).click();
    await page.getByRole("complementary", { name: "Details of node-1" }).waitFor();
    await page.getByLabel("Fill by").selectOption({ label: "Processor" });
    await page.emulateMedia({ colorScheme: "dark" });
    await screen.picture("details-dark");
    expect(screen.complaints).toEqual([]);
  });

  test("Plugins() shows the whole error when the list is opened", async ({ screen }) => {
    await screen.open();
    const { page } = screen;
    await page.getByRole("button", { name: "PLUGINS 2 1 error" }).click();
    const list = page.getByRole("region", { name: "Plugins" });
    expect(await list.innerText()).toContain(
      "plugin returned non-200 status code: 500 Internal Server Error",
    );
    await list.getByRole("button", { name: "Failing" }).click();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
    await list.getByRole("button", { name: "All" }).click();
    await screen.picture("plugins-light");
    await page.getByRole("button", { name: "Colours: auto" }).click();
    await page.getByRole("button", { name: "Colours: light" }).click();
    expect(await page.evaluate<string>("getComputedStyle(document.documentElement).colorScheme")).toBe(
      "dark",
    );
    await screen.picture("plugins-dark");
    await page.keyboard.press("Escape");
    await expect.poll(() => list.count()).toBe(0);
  });

  test("followHost() shows what changed without a reload or a jump when the host says so", async ({
    screen,
  }) => {
    await screen.open();
    const { page, host, nodes } = screen;
    await page.getByRole("option", { name: "Host, node-1" }).click();
    await page.getByText("37.5 %").first().waitFor();
    const places = (): Promise<unknown> =>
      nodes.evaluateAll((all) =>
        all.map((node) => [node.getAttribute("data-key"), node.getAttribute("transform")]),
      );
    const before = (await places()) as readonly unknown[];
    host.setReport(pageReport({ load: 88, extraProcesses: 3 }));
    await page.getByText("88 %").first().waitFor();
    await expect.poll(() => nodes.count()).toBe(37);
    expect(await places()).toEqual(expect.arrayContaining([...before]));
  });

  test("followHost() says that it reconnects, and does, when the host goes away and comes back", async ({
    screen,
  }) => {
    const server = await screen.serve();
    await screen.open();
    const { page, host } = screen;
    await server.close();
    await page.getByText("reconnecting …").waitFor();
    await screen.picture("reconnecting-light");
    await expect.poll(() => screen.nodes.count()).toBe(34);
    host.setReport(pageReport({ extraProcesses: 1 }));
    await screen.serve();
    await expect.poll(() => screen.nodes.count(), { timeout: 20_000 }).toBe(35);
    await page.getByText("live", { exact: true }).waitFor();
  });

  test("App() keeps everything in reach when the window is narrow", async ({ screen }) => {
    await screen.page.setViewportSize({ width: 420, height: 800 });
    await screen.open();
    const { page } = screen;
    await page.getByRole("tab", { name: "Containers" }).click();
    await expect.poll(() => screen.nodes.count()).toBe(16);
    await screen.picture("narrow-light");
    await page.getByRole("button", { name: "PLUGINS 2 1 error" }).click();
    const list = await page.getByRole("region", { name: "Plugins" }).boundingBox();
    expect(list?.x).toBeGreaterThanOrEqual(0);
    await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(420);
  });

  test("GraphView() stays responsive when there are 1,000 nodes", async ({ screen }) => {
    screen.host.setReport(pageReport({ extraProcesses: 966 }));
    await screen.open();
    const { page, nodes } = screen;
    await expect.poll(() => nodes.count()).toBe(1000);
    await screen.picture("thousand-light");
    await page.mouse.move(720, 450);
    const frames = page.evaluate<FrameTimes>(measureFrames);
    for (let step = 0; step < 24; step += 1) await page.mouse.wheel(0, step < 12 ? -120 : 120);
    for (let step = 0; step < 4; step += 1)
      screen.host.setReport(pageReport({ extraProcesses: 966, load: step }));
    const { median, worst } = await frames;
    process.stdout.write(`1,000 nodes: a frame takes ${median} ms, the longest one ${worst} ms\n`);
    await page.getByLabel("Search nodes").fill("node-2;9500");
    await expect.poll(() => nodes.count()).toBe(1);
    expect(screen.complaints).toEqual([]);
  });
});

interface FrameTimes {
  readonly median: number;
  readonly worst: number;
}

/** Runs in the page: how long so many frames take, in milliseconds. */
const measureFrames = `(async (count) => {
  const times = [];
  for (let frame = 0; frame <= count; frame += 1) times.push(await new Promise(requestAnimationFrame));
  const spans = times.slice(1).map((time, index) => Math.round(time - times[index])).sort((a, b) => a - b);
  return { median: spans[count >> 1], worst: spans.at(-1) };
})(90)`;
