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
          include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts", "compat/**/*.test.ts"],
          exclude: ["compat/**/*.system.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: ["packages/*/test/**/*.test.ts", "examples/**/*.test.ts", "compat/**/*.system.test.ts"],
        },
      },
    ],
  },
});
