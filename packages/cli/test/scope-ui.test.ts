import { describe, expect } from "vitest";
import { test } from "./scope-home.ts";

describe("infrakit scope ui", () => {
  test("prints the URL of a page that may ask for the report", async ({ plugins }) => {
    const running = await plugins.host(["ui", "--listen", "127.0.0.1:0"]);
    const [, url = "", token = ""] = /Open (\S+)\/#token=(\S+)/.exec(running.stdout()) ?? [];
    const page = await fetch(`${url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    const html = await page.text();
    for (const file of ["/page.js", "/page.css"]) {
      expect(html).toContain(file.slice(1));
      expect((await fetch(url + file)).status).toBe(200);
    }
    const headers = { Authorization: `Bearer ${token}` };
    expect(await (await fetch(`${url}/api/plugins`, { headers })).json()).toMatchObject([{ id: "volumes" }]);
  });
});
