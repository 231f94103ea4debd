/** What one package, or one folder of it, may depend on. */
export interface Rule {
  /** Specifiers of our packages: `@infrakit/x` is its main entry, `@infrakit/x/*` all others too. */
  readonly imports: readonly string[];
  /** Third-party libraries; each may be imported in one file only. */
  readonly libraries?: readonly string[];
  /** Modules of Node; all of them where it is not said. */
  readonly builtins?: readonly string[];
  /** Narrower rules of folders below `src`, by path. They may import nothing of the package but these folders. */
  readonly folders?: Readonly<Record<string, FolderRule>>;
}

/** What a folder may depend on: `own` lists the folders of its package. */
export interface FolderRule extends Rule {
  readonly own: readonly string[];
}

const spi = ["@infrakit/spi", "@infrakit/spi/*"];

/** The arrow table of the design, lower rows first: a package imports from rows above it only. */
export const table: Readonly<Record<string, Rule>> = {
  spi: {
    imports: [],
    builtins: [],
    folders: {
      data: { own: ["data", "document"], imports: [], builtins: [] },
      document: { own: ["document"], imports: [], builtins: [] },
    },
  },
  discovery: {
    // For `LocalError` only.
    imports: ["@infrakit/spi"],
    libraries: ["chokidar", "env-paths"],
    // A plugin author's dependencies end here.
    folders: { socket: { own: ["socket"], imports: ["@infrakit/spi"] } },
  },
  rpc: { imports: [...spi, "@infrakit/discovery/socket"], libraries: ["jayson", "undici", "zod"] },
  group: {
    imports: spi,
    builtins: ["node:crypto", "node:events"],
    folders: { plan: { own: ["plan"], imports: ["@infrakit/spi/data"], builtins: [] } },
  },
  manager: {
    imports: spi,
    libraries: ["etcd3"],
    // What `plugins` gets: no library.
    folders: { state: { own: ["state"], imports: ["@infrakit/spi"] } },
  },
  template: { imports: ["@infrakit/spi/document"], libraries: ["jmespath", "semver"] },
  plugins: { imports: [...spi, "@infrakit/manager/state"], libraries: ["undici"] },
  scope: {
    imports: ["@infrakit/discovery", "@infrakit/discovery/*"],
    libraries: ["undici", "preact"],
    // Runs in a browser: it knows the host by its HTTP API only.
    folders: { page: { own: ["page"], imports: [], libraries: ["preact"], builtins: [] } },
  },
  testing: { imports: spi, libraries: ["vitest", "fast-check"] },
  infrakit: {
    imports: [
      "spi",
      "discovery",
      "rpc",
      "group",
      "manager",
      "template",
      "plugins",
      "scope",
      "testing",
    ].flatMap((name) => [`@infrakit/${name}`, `@infrakit/${name}/*`]),
  },
  cli: {
    imports: ["@infrakit/infrakit", "@infrakit/infrakit/*", "@infrakit/testing/conformance"],
    libraries: ["commander", "pino", "yaml"],
  },
};

/** What tests may import beyond the rule of their package. */
export const testRule: Rule = {
  imports: ["@infrakit/testing", "@infrakit/testing/*"],
  libraries: ["vitest", "fast-check", "playwright-core"],
};
