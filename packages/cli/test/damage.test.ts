import { mkdir, readdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { killIfThere, sleepers, test } from "./home.ts";

describe("infrakit up, when a file of its state is damaged", () => {
  test("refuses to start and names the file when a record is cut short at its start", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const record = join(home.path, "state/groups/web.record");
    await truncate(record, 20);
    const { code, stderr } = await home.run(["up", spec, "-o", "json"]);
    expect(code).toBe(1);
    const { Error: error } = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as {
      Error: Record<string, string>;
    };
    expect(error["Code"]).toBe("state_unreadable");
    expect(error["Message"]).toContain(record);
    expect(home.instances()).toHaveLength(1);
  });

  test("keeps the others when the record of one group is damaged, and says which file and what to do", async ({
    home,
  }) => {
    const web = await home.write("web.json", sleepers("web", 1));
    const db = await home.write("db.json", sleepers("db", 1));
    const first = home.start(["up", web, db]);
    await home.becomes(2);
    await expect.poll(first.stdout).toContain("web: converged, 1 of 1 ready");
    await expect.poll(first.stdout).toContain("db: converged, 1 of 1 ready");
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const record = join(home.path, "state/groups/web.record");
    await truncate(record, 20);
    for (const { pid } of home.instances()) killIfThere(pid);
    const up = home.start(["up", web, db]);
    await expect.poll(up.stdout, { timeout: 15_000 }).toContain("db: converged, 1 of 1 ready");
    await expect
      .poll(up.stdout, { timeout: 10_000 })
      .toContain(
        `Cannot commit web yet: Cannot keep group "web": its record "${record}" was damaged when it was read: `,
      );
    expect(up.stdout()).toContain("; once it was moved away, web is committed within 5 s");
    expect(up.stdout()).not.toContain("it is tried again");
    expect(up.stderr()).toContain(`"file":"${record}"`);
    expect(home.instances()).toHaveLength(1);
    await rename(record, `${record}.bad`);
    await expect.poll(up.stdout, { timeout: 30_000 }).toContain("web: converged, 1 of 1 ready");
    expect(home.instances()).toHaveLength(2);
  });

  test("lists a group whose record is damaged, and says why when another command asks for it", async ({
    home,
  }) => {
    const db = await home.write("db.json", sleepers("db", 1));
    const web = await home.write("web.json", sleepers("web", 1));
    await mkdir(join(home.path, "state/groups"), { recursive: true, mode: 0o700 });
    const record = await home.write("state/groups/web.record", "damaged");
    await home.up(db, 1);
    expect((await home.run(["group", "ls"])).stdout).toContain("web  damaged    -\n");
    expect((await home.run(["group", "ls", "-q"])).stdout).toBe("db\nweb\n");
    const message = `Cannot keep group "web": its record "${record}" was damaged when it was read: `;
    expect(JSON.parse((await home.run(["group", "ls", "-o", "json"])).stdout)).toEqual({
      Groups: ["db", "web"],
      Damaged: [{ ID: "web", Error: expect.stringContaining(message) as string }],
    });
    const inspected = await home.run(["group", "inspect"]);
    expect(inspected).toMatchObject({ code: 0, stderr: expect.stringContaining(message) as string });
    expect(JSON.parse(inspected.stdout)).toMatchObject([{ ID: "db" }]);
    for (const args of [["describe"], ["explain"], ["inspect"], ["scale"], ["destroy"], ["free"]]) {
      const { code, stderr } = await home.run(["group", ...args, "web"]);
      expect({ args, code, stderr }).toEqual({
        args,
        code: 1,
        stderr: expect.stringContaining(message) as string,
      });
    }
    const pretended = await home.run(["group", "commit", "--pretend", web]);
    expect(pretended).toMatchObject({ code: 1, stderr: expect.stringContaining(message) as string });
  });

  test("says which file, and that nobody knows how many are ready, when the record of a process is damaged", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const first = await home.up(spec, 2);
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const records = join(home.path, "state/process/instance");
    const record = join(records, (await readdir(records))[0] ?? "");
    const text = await readFile(record, "utf8");
    await truncate(record, 30);
    const up = home.start(["up", spec]);
    const words = `web: waiting, ? of 2 ready: waiting for a list of the instances: Cannot read the instance "${record}"`;
    await expect.poll(up.stdout, { timeout: 10_000 }).toContain(words);
    expect((await home.run(["group", "ls"])).stdout).toContain("web  waiting  ? of 2");
    // What it says to do shows the process.
    const [, advice = ""] = /end what `(ps .*?)` shows and remove the file/.exec(up.stdout()) ?? [];
    const shown = await home.spawn("sh", ["-c", advice]).ended;
    expect(shown.stdout).toContain("sleep 100000");
    expect(home.instances()).toHaveLength(2);
    await writeFile(record, text);
    await expect.poll(up.stdout, { timeout: 15_000 }).toContain("web: converged, 2 of 2 ready");
    expect(home.instances()).toHaveLength(2);
  });

  test("destroys nothing of a group whose record is damaged, and fails", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const record = join(home.path, "state/groups/web.record");
    await truncate(record, 20);
    const { code, stdout, stderr } = await home.run(["up", spec, "--destroy"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`its record "${record}" was damaged`);
    expect(stdout).not.toContain("nothing to destroy");
    expect(home.instances()).toHaveLength(1);
  });

  test("keeps the size of a group when it is not known which one was given last, and says why", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    expect((await home.run(["group", "scale", "web", "2"])).code).toBe(0);
    await home.becomes(2);
    first.child.kill("SIGINT");
    await first.ended;
    const record = join(home.path, "state/given/web.record");
    await truncate(record, 20);
    const second = await home.up(spec, 2);
    expect(second.stdout()).toContain(`Cannot read "${record}": `);
    expect(second.stdout()).toContain("web keeps the size that it has; infrakit group scale web <size>");
    expect(second.stdout()).toContain("web: spec unchanged, keeping size 2 set by scale");
    second.child.kill("SIGINT");
    await second.ended;
    const third = await home.up(spec, 2);
    expect(third.stdout()).not.toContain("Cannot read");
  });
});
