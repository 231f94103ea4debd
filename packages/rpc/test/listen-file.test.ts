import { servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";

test("servePlugin() listens nowhere when its .listen file cannot be written", async () => {
  const listening = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;
  const before = listening();
  const tcp = { port: 0, listenFile: "/nowhere/at/all/plugin.listen" };
  await expect(servePlugin({}, { tcp })).rejects.toThrow("ENOENT");
  await expect.poll(listening).toBe(before);
});

test("servePlugin() says what to do when somebody listens on the port", async () => {
  const first = await servePlugin({}, { tcp: { port: 0 } });
  onTestFinished(() => first.close());
  const place = first.address.replace("tcp://", "");
  await expect(servePlugin({}, { tcp: { port: Number(place.split(":")[1]) } })).rejects.toMatchObject({
    code: "address_in_use",
    message: `Cannot listen on "${place}": another process listens there; end it, or choose another port`,
  });
});
