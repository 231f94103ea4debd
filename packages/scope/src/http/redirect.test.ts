import { expect, test } from "vitest";
import type { HttpAnswer } from "./http-answer.ts";
import { type PluginRequest, redirect } from "./redirect.ts";

const url = new URL("http://plugin/a/b?c=d");

function answer(status: number, location: string): HttpAnswer {
  return { status, statusText: "", location, body: Buffer.alloc(0), isCut: false };
}

test.for<readonly [status: number, location: string, method: string, body: string | undefined, href: string]>(
  [
    [301, "/x", "GET", undefined, "http://plugin/x"],
    [302, "x?y=z", "GET", undefined, "http://plugin/a/x?y=z"],
    [303, "http://elsewhere:80/x", "GET", undefined, "http://elsewhere/x"],
    [307, "//elsewhere/x", "POST", "{}", "http://elsewhere/x"],
    [308, "", "POST", "{}", "http://plugin/a/b?c=d"],
  ],
)(
  "redirect() makes the request of Go's client of %i to %s [scope.answer.redirect]",
  ([status, location, method, body, href]) => {
    const next = redirect({ method: "POST", url, body: "{}" }, answer(status, location));
    expect({ ...next, url: next.url.href }).toEqual({
      method,
      url: href,
      referer: url.href,
      ...(body !== undefined && { body }),
    });
  },
);

test.for(["https://plugin/x", "ftp://plugin", "http://["])("redirect() refuses %s", (location) => {
  const request: PluginRequest = { method: "GET", url };
  expect(() => redirect(request, answer(302, location))).toThrow(
    /unsupported protocol scheme|failed to parse Location/,
  );
});
