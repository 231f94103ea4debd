import { servePlugin } from "@infrakit/rpc";
import { expect, test } from "vitest";

test("servePlugin() listens nowhere when its .listen file cannot be written", async () => {
  const listening = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;
  const before = listening();
  const tcp = { port: 0, listenFile: "/nowhere/at/all/plugin.listen" };
  await expect(servePlugin({}, { tcp })).rejects.toThrow("ENOENT");
  await expect.poll(listening).toBe(before);
});
