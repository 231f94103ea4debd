import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import { listenOnSocket } from "@infrakit/discovery/socket";
import { expect, test } from "vitest";
import { greeter, greetingAt, startStarter, temporaryDirectory } from "./fixture.ts";

/** Needs root, to start a process as somebody else. */
const asRoot = test.skipIf(process.getuid?.() !== 0);

const nobody = 65534;

asRoot("listenOnSocket() keeps its socket when another user tries to take the path", async () => {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  const path = join(directory, "group");
  await listenOnSocket(greeter("ours"), path);
  const other = await startStarter({ uid: nobody });
  expect(await other.tell(`listen ${path}`)).toMatch(/^listen failed : Cannot listen on ".*": EACCES/);
  expect(await greetingAt(path)).toBe("ours");
});

asRoot(
  "listenOnSocket() does not take a socket for dead when its mode keeps us from calling it",
  async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await listenOnSocket(greeter("ours"), path);
    // Sockets of the same name in directories that are closed to that user are nothing to it.
    await listenOnSocket(greeter("elsewhere"), join(temporaryDirectory(), "group"));
    // Even a user that may write to the directory cannot call a socket of mode 0600 of somebody else.
    chownSync(directory, nobody, nobody);
    const other = await startStarter({ uid: nobody });
    expect(await other.tell(`listen ${path}`)).toBe(
      `listen failed address_in_use: Cannot listen on "${path}": another process listens there; end it or choose another name`,
    );
    expect(await greetingAt(path)).toBe("ours");
  },
);

asRoot("listenOnSocket() names the owner when root asks for another user's socket", async () => {
  const directory = temporaryDirectory();
  chownSync(directory, nobody, nobody);
  const path = join(directory, "group");
  const other = await startStarter({ uid: nobody });
  expect(await other.tell(`listen ${path}`)).toBe("listen done");
  await expect(listenOnSocket(greeter("late"), path)).rejects.toThrow(`process ${other.process.pid} (`);
});
