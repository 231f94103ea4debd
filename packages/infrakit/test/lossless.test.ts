import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { connectMetadata, connectPlugin, createHandler } from "@infrakit/rpc";
import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished } from "vitest";
import { type Place, test } from "./place.ts";

const bin = fileURLToPath(new URL("../../cli/bin/infrakit.js", import.meta.url));
const run = promisify(execFile);

/** Properties as somebody writes them, and the bytes that every program must get. */
interface Nasty {
  readonly name: string;
  readonly file: string;
  /** What stands in the file. */
  readonly written: string;
  /** Without white space; the five characters that Go escapes for HTML are escaped, all else is as written. */
  readonly sent: string;
}

/** Depth of what is told to an instance plugin when the properties of its group are as deep as they may be. */
const deepest = 478;

const json: Nasty = {
  name: "JSON",
  file: "spec.json",
  written: String.raw`{
    "10": 1, "9": 2, "b": 3, "a": 4, "B": 5,
    "int": [9007199254740993, 18446744073709551615, -9223372036854775808, 123456789012345678901234567890, -0],
    "decimal": [1.0, 1.50, 0.10000000000000000000000000000001, 1e3, 1E+3, 1.0e-7, 1e400, 5e-400],
    "nothing": [null, {}, [], "", {"n": null}, [[]], [ ], { } ],
    "unicode": ["é😀～", "\u00e9\ud83d\ude00", "\ud800", "\u0000", "${"\u2028\u2029\u007f"}"],
    "escapes": ["\"\\\/\b\f\n\r\t", "\u003c", "<b>&</b>", "a: b", "{\"n\": [1, 2]}"],
    "twice": 1, "twice": 1.0,
    "__proto__": {"constructor": 1}, "constructor": {"prototype": 2}, "toJSON": 3, "": 4,
    "template": "{{ INDEX.Sequence }}"
  }`,
  sent: String.raw`{"10":1,"9":2,"b":3,"a":4,"B":5,"int":[9007199254740993,18446744073709551615,-9223372036854775808,123456789012345678901234567890,-0],"decimal":[1.0,1.50,0.10000000000000000000000000000001,1e3,1E+3,1.0e-7,1e400,5e-400],"nothing":[null,{},[],"",{"n":null},[[]],[],{}],"unicode":["é😀～","\u00e9\ud83d\ude00","\ud800","\u0000","\u2028\u2029${"\u007f"}"],"escapes":["\"\\\/\b\f\n\r\t","\u003c","\u003cb\u003e\u0026\u003c/b\u003e","a: b","{\"n\": [1, 2]}"],"twice":1,"twice":1.0,"__proto__":{"constructor":1},"constructor":{"prototype":2},"toJSON":3,"":4,"template":"{{ INDEX.Sequence }}"}`,
};

const yaml: Nasty = {
  name: "YAML",
  file: "spec.yaml",
  written: String.raw`
        "10": 1
        "9": 2
        b: 3
        a: 4
        B: 5
        int: [9007199254740993, 18446744073709551615, -9223372036854775808, 123456789012345678901234567890, -0]
        decimal: [1.0, 1.50, 0.10000000000000000000000000000001, 1e3, 1E+3, 1.0e-7, 1e400]
        nothing: [null, {}, [], "", {n: null}, ~]
        unicode: ["é😀～", "\u00e9", "\0", "\L\P"]
        escapes: ["\"\\\/\b\f\n\r\t", "<b>&</b>", 'a: b']
        __proto__: {constructor: 1}
        constructor: {prototype: 2}
        toJSON: 3
        "": 4
        yes: no
        lines: |
          {{ INDEX.Sequence }}
          x
`,
  sent: String.raw`{"10":1,"9":2,"b":3,"a":4,"B":5,"int":[9007199254740993,18446744073709551615,-9223372036854775808,123456789012345678901234567890,-0],"decimal":[1.0,1.50,0.10000000000000000000000000000001,1e3,1E+3,1.0e-7,1e400],"nothing":[null,{},[],"",{"n":null},null],"unicode":["é😀～","é","\u0000","\u2028\u2029"],"escapes":["\"\\/\u0008\u000c\n\r\t","\u003cb\u003e\u0026\u003c/b\u003e","a: b"],"__proto__":{"constructor":1},"constructor":{"prototype":2},"toJSON":3,"":4,"yes":"no","lines":"{{ INDEX.Sequence }}\nx\n"}`,
};

const deep: Nasty = {
  name: "JSON as deep as it may be",
  file: "spec.json",
  written: `${'{"x": '.repeat(deepest - 1)}[ ]${" }".repeat(deepest - 1)}`,
  sent: `${'{"x":'.repeat(deepest - 1)}[]${"}".repeat(deepest - 1)}`,
};

/** A spec of one instance, in JSON. */
function specOf({ instance, flavor }: { readonly instance: string; readonly flavor: string }): string {
  return `{"ID":"g","Properties":{"Allocation":{"Size":1},"Instance":${instance},"Flavor":${flavor}}}`;
}

/** A spec with the same properties for the instance and the flavor. */
function specFile(
  { file, written }: Nasty,
  plugins: { readonly instance: string; readonly flavor: string },
): string {
  const { instance, flavor } = plugins;
  const told = (plugin: string): string => `{"Plugin":"${plugin}","Properties":${written}}`;
  if (file.endsWith(".json")) return specOf({ instance: told(instance), flavor: told(flavor) });
  return `ID: g
Properties:
  Allocation: {Size: 1}
  Instance:
    Plugin: ${instance}
    Properties: ${written}
  Flavor:
    Plugin: ${flavor}
    Properties: ${written}
`;
}

/** A plugin on a socket that remembers the bodies of all requests and answers as they were. */
interface Recorder {
  readonly instances: FakeInstances;
  /** The last request of a method that has a text in it, and the answer to it. */
  last(method: string, text?: string): { readonly request: string; readonly answer: string };
  forget(): void;
}

async function startRecorder(directory: string): Promise<Recorder> {
  const instances = new FakeInstances();
  const handler = createHandler({ instance: instances, flavor: new FakeFlavor() });
  const exchanges: { readonly request: string; readonly answer: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      void handler.handle(body).then((answer) => {
        exchanges.push({ request: body, answer });
        response.end(answer);
      });
    });
  });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "recorder");
  server.listen(path);
  await once(server, "listening");
  await chmod(path, 0o600);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    instances,
    last(method, text = "") {
      const isMeant = ({ request }: { readonly request: string }): boolean =>
        request.includes(`"method":"${method}"`) && request.includes(text);
      const found = exchanges.filter(isMeant).at(-1);
      if (found === undefined) throw new Error(`nobody called ${method}`);
      return found;
    },
    forget: () => void exchanges.splice(0),
  };
}

/** Runs the built command against the plugins of a place, and gives what it printed. */
async function infrakit(place: Place, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, INFRAKIT_HOME: place.root, INFRAKIT_PLUGINS_DIR: place.pluginsDir };
  const { stdout } = await run(process.execPath, [bin, ...args], { env, encoding: "utf8" });
  return stdout;
}

test.for([json, yaml, deep])(
  "properties are the same bytes everywhere when the spec is $name",
  async (nasty, { place }) => {
    const { sent } = nasty;
    const recorder = await startRecorder(place.pluginsDir);
    const options = { stateDir: place.stateDir, pluginsDir: place.pluginsDir };
    const first = await place.start(options);
    const file = join(place.root, nasty.file);
    await writeFile(file, specFile(nasty, { instance: "recorder", flavor: "recorder" }));
    await infrakit(place, "group", "commit", file);
    await expect.poll(() => first.controller.status("g").phase).toBe("converged");

    expect(recorder.last("Flavor.Validate").request).toContain(`"Properties":${sent},"Allocation"`);
    expect(recorder.last("Instance.Validate").request).toContain(`"Properties":${sent}}`);
    await everywhere();

    await first.close();
    const [record = ""] = await readdir(join(place.stateDir, "groups")).then((names) =>
      names.filter((name) => name.includes("g")),
    );
    expect(await readFile(join(place.stateDir, "groups", record), "utf8")).toContain(`"Properties":${sent}`);

    // Whoever starts next makes the instance again, from what the journal holds.
    recorder.instances.instances.clear();
    recorder.forget();
    const second = await place.start(options);
    await expect.poll(() => [...recorder.instances.instances.keys()]).toEqual(["i-2"]);
    await expect.poll(() => second.controller.status("g").phase).toBe("converged");
    await everywhere();

    async function everywhere(): Promise<void> {
      const prepare = recorder.last("Flavor.Prepare");
      expect(prepare.request).toContain(`"Properties":${sent},"Spec":{"Properties":${sent},"Tags"`);
      expect(prepare.answer).toContain(`"Spec":{"Properties":${sent},"Tags"`);
      expect(recorder.last("Instance.Provision").request).toContain(`"Spec":{"Properties":${sent},"Tags"`);
      const healthy = recorder.last("Flavor.Healthy");
      expect(healthy.request).toContain(`"Properties":${sent},"Instance"`);
      const described = await infrakit(place, "group", "describe", "g", "-o", "json");
      const asked = recorder.last("Instance.DescribeInstances", '"Properties":true');
      expect(asked.answer).toContain(`"Properties":${sent}}]`);
      expect(described).toContain(`"Properties":${sent}}]}\n`);
      const inspected = await infrakit(place, "group", "inspect", "g");
      expect(inspected).toContain(`"Instance":{"Plugin":"recorder","Properties":${sent}}`);
      expect(inspected).toContain(`"Flavor":{"Plugin":"recorder","Properties":${sent}}`);
      const connection = connectPlugin(join(place.pluginsDir, "group"));
      onTestFinished(() => connection.close());
      const path = ["specs", "g", "Properties", "Instance", "Properties"];
      expect((await connectMetadata(connection, "group").get(path))?.text).toBe(sent);
    }
  },
);

test.for([json, yaml, deep])(
  "properties are the same bytes in a file and out of it again when the spec is $name",
  async (nasty, { place }) => {
    const files = join(place.root, "files");
    const env = { ...process.env, INFRAKIT_INSTANCE_FILE_DIR: files };
    const only = await place.start({ stateDir: place.stateDir, pluginsDir: place.pluginsDir, env });
    const file = join(place.root, nasty.file);
    await writeFile(file, specFile(nasty, { instance: "file", flavor: "vanilla" }));
    await infrakit(place, "group", "commit", "--allow-unknown", file);
    await expect.poll(() => only.controller.status("g").phase).toBe("converged");
    const described = await infrakit(place, "-o", "json", "group", "describe", "g");
    expect(described).toContain(`"Properties":{"Properties":${nasty.sent},"Tags"`);
  },
);

test.for([
  { name: "absent", flavor: '{"Plugin":"recorder"}', sent: "null" },
  { name: "null", flavor: '{"Plugin":"recorder","Properties":null}', sent: "null" },
  { name: "an empty object", flavor: '{"Plugin":"recorder","Properties":{}}', sent: "{}" },
  { name: "an empty list", flavor: '{"Plugin":"recorder","Properties":[]}', sent: "[]" },
  { name: "an empty text", flavor: '{"Plugin":"recorder","Properties":""}', sent: '""' },
  { name: "zero", flavor: '{"Plugin":"recorder","Properties":0}', sent: "0" },
  { name: "false", flavor: '{"Plugin":"recorder","Properties":false}', sent: "false" },
])("properties of a flavor are $sent when they are $name", async ({ flavor, sent }, { place }) => {
  const recorder = await startRecorder(place.pluginsDir);
  const only = await place.start({ stateDir: place.stateDir, pluginsDir: place.pluginsDir });
  const file = join(place.root, "spec.json");
  const instance = '{"Plugin":"recorder","Properties":{}}';
  await writeFile(file, specOf({ instance, flavor }));
  await infrakit(place, "group", "commit", file);
  await expect.poll(() => only.controller.status("g").phase).toBe("converged");
  expect(recorder.last("Flavor.Prepare").request).toContain(`"Properties":${sent},"Spec":`);
  expect(recorder.last("Flavor.Healthy").request).toContain(`"Properties":${sent},"Instance":`);
  const inspected = await infrakit(place, "group", "inspect", "g");
  expect(inspected).toContain(`"Flavor":{"Plugin":"recorder","Properties":${sent}}`);
});

test.for([
  { name: "HEAD", combo: (flavors: string) => flavors },
  { name: "v0.5", combo: (flavors: string) => `{"Flavors":${flavors}}` },
])("properties are the same bytes within a combo of $name", async ({ combo }, { place }) => {
  const recorder = await startRecorder(place.pluginsDir);
  const only = await place.start({ stateDir: place.stateDir, pluginsDir: place.pluginsDir });
  const file = join(place.root, "spec.json");
  const flavors = `[{"Plugin":"vanilla"},{"Plugin":"recorder","Properties":${json.written}}]`;
  const instance = `{"Plugin":"recorder","Properties":${json.written}}`;
  const flavor = `{"Plugin":"combo","Properties":${combo(flavors)}}`;
  await writeFile(file, specOf({ instance, flavor }));
  await infrakit(place, "group", "commit", file);
  await expect.poll(() => only.controller.status("g").phase).toBe("converged");
  const { request } = recorder.last("Flavor.Prepare");
  expect(request).toContain(`"Properties":${json.sent},"Spec":{"Properties":${json.sent},"Tags"`);
  const provision = recorder.last("Instance.Provision");
  expect(provision.request).toContain(`"Spec":{"Properties":${json.sent},"Tags"`);
});

test("a spec is refused, and nothing is kept of it, when it is deeper than it may be", async ({ place }) => {
  await startRecorder(place.pluginsDir);
  const only = await place.start({ stateDir: place.stateDir, pluginsDir: place.pluginsDir });
  const file = join(place.root, "spec.json");
  const deeper = { ...deep, written: `[${deep.written}]` };
  await writeFile(file, specFile(deeper, { instance: "recorder", flavor: "recorder" }));
  await expect(infrakit(place, "group", "commit", file)).rejects.toThrow(
    "Invalid properties: nested deeper than 480 levels",
  );
  expect(only.controller.ids()).toEqual([]);
});
