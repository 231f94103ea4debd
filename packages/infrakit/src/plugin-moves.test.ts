import { expect, test, vi } from "vitest";
import { PluginMoves } from "./plugin-moves.ts";

const watchPlugins = vi.hoisted(() => vi.fn<(directory: string) => AsyncIterable<object>>());
vi.mock("@infrakit/discovery/watch", () => ({ watchPlugins }));
vi.mock("@infrakit/discovery/socket", () => ({ scanPlugins: async () => [] }));

/** What is told once of a plugin. */
async function* moveOf(name: string): AsyncGenerator<object> {
  yield { endpoint: { name } };
}

test("listen() tries again to watch, and harms nobody, when it could not before", async () => {
  watchPlugins.mockImplementationOnce(() => {
    throw new Error("no such module");
  });
  watchPlugins.mockImplementation(() => moveOf("sim"));
  const moves = new PluginMoves("/plugins");
  const heard: string[] = [];
  moves.listen("sim", () => heard.push("first"));
  await vi.waitFor(() => expect(watchPlugins).toHaveBeenCalledTimes(1));
  moves.listen("sim", () => heard.push("second"));
  await moves.close();
  expect(heard).toEqual(["first", "second"]);
});
