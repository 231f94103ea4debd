import { expect, test } from "vitest";
import { parseTcpListener, urlOf } from "./tcp-listener.ts";

test.for([
  { text: "127.0.0.1:4040", url: "http://127.0.0.1:4040" },
  { text: "localhost:4040", url: "http://127.0.0.1:4040" },
  { text: "127.1.2.3:1", url: "http://127.1.2.3:1" },
  { text: "[::1]:4040", url: "http://[::1]:4040" },
  { text: "4040", url: "http://127.0.0.1:4040" },
])("parseTcpListener() reads $text", ({ text, url }) => {
  expect(urlOf(parseTcpListener(text))).toBe(url);
});

test.for([
  "::1:4040",
  "[::]:4040",
  "127.0.0.1.example:1",
  "127.0.0.1",
  "127.0.0.1:",
  ":4040",
  "a b:1",
  "70000",
])("parseTcpListener() throws when it reads %s", (text) => {
  expect(() => parseTcpListener(text)).toThrow(`Cannot serve Scope plugins on "${text}": `);
});
