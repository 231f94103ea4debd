import { expect, test } from "vitest";
import { fakeInstance } from "../test/fakes.ts";
import { connectInMemory } from "./connect-plugin.ts";
import { createHandler } from "./handler.ts";
import { connectInstance } from "./kinds/instance.ts";

test("close() gives up the calls that are under way when the plugin is in this process", async () => {
  let reached: (() => void) | undefined;
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  const hanging = { ...fakeInstance(), validate: () => (reached?.(), new Promise<void>(() => undefined)) };
  const connection = connectInMemory(createHandler({ instance: hanging }), { timeoutMs: Infinity });
  const call = connectInstance(connection, "fake").validate(null);
  await isReached;
  await connection.close();
  await expect(call).rejects.toMatchObject({ code: "aborted" });
});
