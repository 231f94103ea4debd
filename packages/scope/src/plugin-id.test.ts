import { expect, test } from "vitest";
import { pluginIdOf, refusalOf } from "./plugin-id.ts";

test.for<readonly [path: string, id: string]>([
  ["/p/a.sock", "a"],
  ["/p/a", "a"],
  ["/p/a.foo", "a"],
  ["/p/my.plugin.sock", "my.plugin"],
  ["/p/.sock", ""],
  ["/p/.name.sock", ".name"],
  ["/p.d/a", "a"],
])("pluginIdOf() takes the last extension off %s [scope.id.name]", ([path, id]) => {
  expect(pluginIdOf(path)).toBe(id);
});

test.for(["testPlugin", "P-L-U-G-I-N", "another-testPlugin", "0-9", "a"])(
  "refusalOf() has nothing against %s [scope.id.grammar]",
  (id) => {
    expect(refusalOf(id)).toBeUndefined();
  },
);

test.for([
  "",
  "testPlugin!",
  "test~plugin",
  "testPlugin-",
  "-testPlugin",
  "a--b",
  "a_b",
  "a b",
  "my.plugin",
  "é",
  "a\n",
])("refusalOf() says why %j is no id [scope.id.grammar] [differs.scope.refused]", (id) => {
  expect(refusalOf(id)).toBe(
    `invalid plugin id "${id}": an id is letters and digits with single dashes between; rename the socket`,
  );
});
