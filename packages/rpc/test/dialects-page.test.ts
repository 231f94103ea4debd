import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createHandler, type PluginObjects } from "@infrakit/rpc";
import { expect, test } from "vitest";
import { FakeEvents } from "./fake-event.ts";
import { fakeController, fakeL4, fakeManager, fakeResource, fakeRollout } from "./fakes-control.ts";
import { fakeMetadata, fakeUpdatable } from "./fakes-documents.ts";
import { fakeFlavor, fakeGroup, fakeInstance } from "./fakes.ts";

const everything: Required<Omit<PluginObjects, "info">> = {
  controller: fakeController(),
  event: new FakeEvents(),
  flavor: fakeFlavor(),
  group: fakeGroup(),
  instance: fakeInstance(),
  l4: fakeL4(),
  manager: fakeManager(),
  metadata: fakeMetadata(),
  resource: fakeResource(),
  rollout: fakeRollout(),
  updatable: fakeUpdatable(),
};

const handler = createHandler(everything);

async function ask<R>(method: string): Promise<R> {
  const answer = await handler.handle(`{"jsonrpc":"2.0","method":"${method}","id":1}`);
  return (JSON.parse(answer) as { readonly result: R }).result;
}

/** Versions by interface, in the words of the page. */
async function listed(method: string): Promise<Readonly<Record<string, string>>> {
  interface Api {
    readonly Name: string;
    readonly Version: string;
  }
  const { APIs: apis } = await ask<{ readonly APIs: readonly Api[] }>(method);
  const versions: Record<string, string> = {};
  for (const { Name: name, Version: version } of apis)
    versions[name] = versions[name] === undefined ? version : `${versions[name]}, ${version}`;
  return versions;
}

async function greeted(): Promise<Readonly<Record<string, string>>> {
  const { Objects: objects } = await ask<{ readonly Objects: object }>("Handshake.Hello");
  return Object.fromEntries(Object.keys(objects).map((key) => key.split("/") as [string, string]));
}

/** Interface and versions of each row of the table. */
function rowsOf(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/^\| `([A-Z]\w*)` *\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(([, ...cells]) =>
    cells.map((cell) => cell.trim()),
  );
}

test("docs/reference/dialects.md lists the versions when compared with what handshakes answer", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/reference/dialects.md"), "utf8");
  const columns = [await listed("Plugin.Implements"), await listed("Handshake.Implements"), await greeted()];
  const names = [...new Set(columns.flatMap((column) => Object.keys(column)))].sort();
  expect(rowsOf(page)).toEqual(names.map((name) => [name, ...columns.map((column) => column[name] ?? "")]));
});
