import { expect, test } from "vitest";
import { parseAppUrl } from "./app-client.ts";

test.for([
  { written: "http://localhost:4040", url: "http://localhost:4040" },
  { written: "http://localhost:4040/", url: "http://localhost:4040" },
  { written: "https://scope.example/team/", url: "https://scope.example/team" },
  { written: "scope.example", url: "http://scope.example:4040" },
  { written: "scope.example:80", url: "http://scope.example" },
  { written: "127.0.0.1:4041", url: "http://127.0.0.1:4041" },
  { written: "[::1]", url: "http://[::1]:4040" },
])("parseAppUrl() reads $written as $url", ({ written, url }) => {
  expect(parseAppUrl(written)).toBe(url);
});

test.for([
  { written: "", says: "write a URL" },
  { written: "ws://localhost", says: "write a URL" },
  { written: "http://", says: "write a URL" },
  { written: "http://user:pass@localhost", says: 'Cannot publish to "localhost": give the token apart' },
])("parseAppUrl() throws when it reads '$written'", ({ written, says }) => {
  expect(() => parseAppUrl(written)).toThrow(says);
});
