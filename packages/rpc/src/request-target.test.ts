import { expect, test } from "vitest";
import { parseTarget } from "./request-target.ts";

// What Go's server, router and `url.URL` make of these was seen by asking them.
test.for<readonly [target: string, path: string, query: string]>([
  ["/", "/", ""],
  ["/?x=1", "/", "?x=1"],
  ["/events?topic=a//b", "/events", "?topic=a//b"],
  ["/%65vents", "/events", ""],
  ["http://d/", "/", ""],
  ["http://d", "/", ""],
  ["http://d?x", "/", "?x"],
  ["/info/", "/info/", ""],
  ["/x?%", "/x", "?%"],
])("parseTarget() stays where it is when the target is %s", ([target, path, query]) => {
  expect(parseTarget(target)).toEqual({ path, query });
});

test.for<readonly [target: string, canonical: string]>([
  ["//", "/"],
  ["/./", "/"],
  ["//nope?a=b&c", "/nope?a=b&c"],
  ["/info/../info/functions.json", "/info/functions.json"],
  ["/%2e%2e/", "/"],
  ["/%2f", "/"],
  ["//%c3%a9%20!", "/%C3%A9%20%21"],
  ["//a$&+,:;=@b", "/a$&+,:;=@b"],
  ["*", "/%2A"],
  ["http://other//nope?x", "http://other/nope?x"],
])("parseTarget() sends elsewhere when the target is %s [wire.http.301]", ([target, canonical]) => {
  expect(parseTarget(target)?.canonical).toBe(canonical);
});

test.for(["/x%", "/%2", "/%zz"])("parseTarget() reads nothing when the target is %s", (target) => {
  expect(parseTarget(target)).toBeUndefined();
});
