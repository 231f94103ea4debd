import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileReply, type Reply } from "./reply.ts";

/**
 * Where the built page lies beside this code. Whoever bundles this code puts a copy at the same place beside the
 * bundle's folder of chunks.
 */
export const pageDirectory: string = fileURLToPath(new URL("../page/", import.meta.url));

/** Nothing but its own two files and this server, and in no frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Paths of the page: its files, and of what type they are. */
const files = [
  { path: "/", file: "index.html", type: "text/html; charset=utf-8" },
  { path: "/page.js", file: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/page.css", file: "page.css", type: "text/css; charset=utf-8" },
] as const;

/** Whether a path is one of the page's. */
export function isPagePath(path: string): boolean {
  return files.some((file) => file.path === path);
}

/**
 * Reads the files of a built page: answers by path.
 *
 * @throws Error that names the file that is missing.
 */
export async function readPage(directory: string): Promise<ReadonlyMap<string, Reply>> {
  const replies = files.map(async ({ path, file, type }) => {
    const body = await readPageFile(directory, file);
    const headers = { "Content-Type": type, "Content-Security-Policy": policy };
    return [path, fileReply(body, headers)] as const;
  });
  return new Map(await Promise.all(replies));
}

async function readPageFile(directory: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(directory, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot serve the page in "${directory}": ${why}`, { cause: error });
  }
}
