import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { holdsTcpAddress } from "@infrakit/discovery/socket";
import { expect, test } from "vitest";
import { greeter, startStarter } from "./fixture.ts";

async function listenOn(host: string): Promise<number> {
  const server = greeter("x").listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

test.for([
  ["127.0.0.1", "127.0.0.1"],
  ["127.0.0.1", "localhost"],
  ["0.0.0.0", "127.0.0.1"],
] as const)("holdsTcpAddress() proves who listens on %s when it is called at %s", async ([host, called]) => {
  const address = `tcp://${called}:${await listenOn(host)}`;
  expect(await holdsTcpAddress(process.pid, address)).toBe(true);
  const stranger = await startStarter();
  expect(await holdsTcpAddress(stranger.process.pid ?? 0, address)).toBe(false);
});

test("holdsTcpAddress() proves nothing when the process has ended or nobody listens there", async () => {
  const port = await listenOn("127.0.0.1");
  const stranger = await startStarter();
  await stranger.kill();
  expect(await holdsTcpAddress(stranger.process.pid ?? 0, `tcp://127.0.0.1:${port}`)).toBe(false);
  expect(await holdsTcpAddress(process.pid, "tcp://127.0.0.1:1")).toBe(false);
  expect(await holdsTcpAddress(process.pid, `tcp://example.com:${port}`)).toBe(false);
});
