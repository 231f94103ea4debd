import { describe, expect } from "vitest";
import { sleepers, test } from "./home.ts";

const web = JSON.stringify(sleepers("web", 1), null, 2);

describe("infrakit", () => {
  test.for([
    ["malformed JSON", web.replace('"Size": 1', '"Size" 1'), "neither JSON nor YAML", "line 5"],
    ["malformed YAML", "ID: web\nProperties:\n  Allocation: [\n", "neither JSON nor YAML", "line 4"],
    ["a text that is no document", "not json", "expected an object, found a string", ""],
    ["an empty file", "", "there is no spec in it", ""],
    [
      "a misspelt member of a group",
      web.replace("Allocation", "Alocation"),
      'Properties.Alocation: unknown member; did you mean "Allocation"?',
      "hint: --allow-unknown",
    ],
    [
      "a misspelt member of a kind of ours",
      web.replace("Command", "Comand"),
      'Properties.Instance.Properties.Comand: unknown member; did you mean "Command"?',
      "",
    ],
    [
      "a size below zero",
      web.replace('"Size": 1', '"Size": -1'),
      "Properties.Allocation.Size: expected an integer from 0 to 9007199254740991, found -1",
      "",
    ],
    [
      "an id that a terminal would obey",
      web.replace('"web"', String.raw`"w\u0000"`),
      "ID: must not contain control characters",
      "",
    ],
    ["no allocation", web.replace('"Size": 1', ""), "Allocation must not be blank", ""],
    ["another kind of spec", "kind: ingress\nmetadata: {name: lb}\n", 'kind: "ingress" is not supported', ""],
  ] as const)(
    "ends with code 2 and names the place when a spec is %s",
    async ([, text, message, more], { home }) => {
      const spec = await home.write("spec.txt", text);
      for (const command of [["up"], ["group", "commit"]]) {
        const { code, stdout, stderr } = await home.run([...command, spec]);
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toContain(`Cannot read "${spec}"`);
        expect(stderr).toContain(message);
        expect(stderr).toContain(more);
        expect(stderr).not.toContain("    at ");
      }
    },
  );

  test.for([
    ["a file that is not there", ["up", "/nowhere.json"], 3, "no such file"],
    ["a command that does not exist", ["grup"], 2, "Did you mean group?"],
    ["a command of a command that does not exist", ["group", "comit"], 2, "Did you mean commit?"],
    ["an option that does not exist", ["group", "ls", "--quite"], 2, "Did you mean --quiet?"],
    ["no command", ["group"], 2, "no command was given"],
    ["a format that does not exist", ["group", "ls", "-o", "xml"], 2, "Allowed choices are text, json"],
    ["a size that is none", ["group", "scale", "web", "many"], 2, 'Cannot scale to "many"'],
    ["a timeout that is none", ["group", "destroy", "web", "--timeout", "soon"], 2, 'Cannot wait for "soon"'],
    ["a group plugin that nobody serves", ["group", "ls"], 3, "plugin not found:group"],
  ] as const)(
    "ends with a code and the reason when it is given %s",
    async ([, args, expected, message], { home }) => {
      const text = await home.run(args);
      expect(text).toEqual({
        code: expected,
        stdout: "",
        stderr: expect.stringContaining(message) as string,
      });
      if (args.includes("-o" as never)) return;
      const json = await home.run([...args, "-o", "json"]);
      expect({ code: json.code, stdout: json.stdout }).toEqual({ code: expected, stdout: "" });
      const error = JSON.parse(json.stderr.trimEnd().split("\n").at(-1) ?? "") as unknown;
      expect(error).toMatchObject({ Error: { Message: expect.stringContaining(message) as string } });
    },
  );

  test.for([
    ["INFRAKIT_GROUP_POLL_INTERVAL", "often"],
    ["INFRAKIT_GROUP_MAX_PARALLEL_NUM", "-1"],
    ["INFRAKIT_CLIENT_TIMEOUT", "0s"],
  ] as const)("ends with code 2 and names the variable when %s is %s", async ([name, value], { home }) => {
    const spec = await home.write("web.json", web.replace('"process"', '"elsewhere"'));
    await home.write("plugins", "");
    const { code, stderr } = await home.run(["up", spec], { env: { [name]: value } });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`Cannot use ${name} "${value}"`) as string,
    });
  });

  test("takes unknown members of a group when it is told to", async ({ home }) => {
    const spec = await home.write("web.json", web.replace('"Flavor"', '"Comment": 1, "Flavor"'));
    const { code, stderr } = await home.run(["group", "commit", "--allow-unknown", spec]);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining("plugin not found:") as string,
    });
  });

  test("calls standard input by its name when what stands there is wrong", async ({ home }) => {
    const file = await home.write("a.json", web);
    const errorOf = async (args: readonly string[], input: string): Promise<string> =>
      (await home.run(["group", "commit", ...args], { input })).stderr;
    expect(await errorOf(["-"], "{}")).toContain("Cannot read standard input: ID: must not be blank");
    for (const nothing of ["", "# web\n"])
      expect(await errorOf(["-"], nothing)).toContain("Cannot read standard input: there is no spec in it");
    expect(await errorOf([file, "-"], web)).toContain(
      `Cannot read standard input: group "web" is in "${file}" too`,
    );
    expect(await errorOf(["-", file], web)).toContain(
      `Cannot read "${file}": group "web" is in standard input too`,
    );
  });

  test.for([{ command: ["up"] }, { command: ["group", "commit"] }])(
    "says which group a name with a slash is when it is given to $command",
    async ({ command }, { home }) => {
      const { Properties } = JSON.parse(web.replace("vanilla", "elsewhere")) as { Properties: unknown };
      const spec = { kind: "group", metadata: { name: "team-a/web" }, Properties };
      const file = await home.write("a.json", spec);
      expect((await home.run([...command, file])).stderr).toContain(
        `"team-a/web" in "${file}" is the group "web"`,
      );
    },
  );

  test("refuses a group that is given twice", async ({ home }) => {
    const [a, b] = [await home.write("a.json", web), await home.write("b.json", web)];
    const { code, stderr } = await home.run(["group", "commit", a, b]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`group "web" is in "${a}" too`) as string,
    });
  });

  test("says that a socket path is too long when the plugin directory has a long name", async ({ home }) => {
    const directory = `${home.path}/${"x".repeat(100)}`;
    const { code, stderr } = await home.run(["plugin", "start", "vanilla"], {
      env: { INFRAKIT_PLUGINS_DIR: directory },
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("choose a shorter INFRAKIT_PLUGINS_DIR") as string,
    });
  });

  test("shows the stack of an error when INFRAKIT_DEBUG is set, and not else", async ({ home }) => {
    const args = ["up", "/nowhere.json"];
    expect((await home.run(args)).stderr).not.toContain("    at ");
    expect((await home.run(args, { env: { INFRAKIT_DEBUG: "1" } })).stderr).toContain("    at ");
  });

  test.for([["--version"], ["-V"]])(
    "says its version when it is asked with %s",
    async ([flag = ""], { home }) => {
      expect(await home.run([flag])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
    },
  );

  test.for([["--help"], ["help"], ["group", "--help"], ["group", "commit", "--help"]])(
    "shows how it is used when it is asked with %s %s",
    async (args, { home }) => {
      const { code, stdout, stderr } = await home.run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("Usage: infrakit");
    },
  );
});
