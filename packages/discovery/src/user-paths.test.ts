import { expect, test } from "vitest";
import { userPaths } from "./user-paths.ts";

test("userPaths() stays below INFRAKIT_HOME when it is set", () => {
  expect(userPaths({ INFRAKIT_HOME: "/srv/infrakit" })).toEqual({
    state: "/srv/infrakit/state",
    log: "/srv/infrakit/log",
    cache: "/srv/infrakit/cache",
  });
});

test.for([{}, { INFRAKIT_HOME: "" }])(
  "userPaths() gives three directories of our own when INFRAKIT_HOME is not set",
  (env) => {
    const paths = Object.values(userPaths(env));
    expect(new Set(paths).size).toBe(3);
    for (const path of paths) expect(path).toMatch(/^\/.*\/infrakit$/i);
  },
);
