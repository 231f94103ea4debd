import { defineConfig } from "vitest/config";

/** Unit tests resolve workspace packages to their sources; tests under `test/` start what was built. */
const fromSource = { resolve: { conditions: ["@infrakit/source"] } };

export default defineConfig({
  test: {
    pool: "forks",
    sequence: { shuffle: { files: true, tests: true } },
    // Rows of tables keep their whole names, and differences their whole texts.
    chaiConfig: { truncateThreshold: 0 },
    // Limits find what hangs, and measure nothing: a machine that is slow, or busy, fails no test.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        ssr: fromSource,
        test: {
          name: "unit",
          // They start nothing: all cores are theirs. The others begin when they are done.
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
          include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts", "compat/**/*.test.ts"],
          exclude: ["compat/**/*.system.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          // They mostly wait for what they started: two at a time leave two cores half idle.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ["packages/*/test/**/*.test.ts", "examples/**/*.test.ts", "compat/**/*.system.test.ts"],
        },
      },
    ],
  },
});
