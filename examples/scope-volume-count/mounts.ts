import { readFile } from "node:fs/promises";

/** File systems that keep nothing on a disk or another machine: the kernel's own, and memory. */
const volatile = new Set(
  "autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs fusectl hugetlbfs mqueue nsfs proc pstore ramfs rpc_pipefs securityfs sysfs tmpfs tracefs".split(
    " ",
  ),
);

/** How many volumes are mounted, whatever lies in memory left out. The file is `/proc/self/mountinfo`. */
export async function countMounts(file: string): Promise<number> {
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  return lines.filter((line) => !volatile.has(typeOf(line))).length;
}

/** The first word behind the dash that ends the optional fields (proc(5)). */
function typeOf(line: string): string {
  return / - (\S+) /.exec(line)?.[1] ?? "";
}
