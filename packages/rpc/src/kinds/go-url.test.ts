import { decodeJson, encodeJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { formatGoUrl, goUrl, parseGoUrl } from "./go-url.ts";

interface Row {
  readonly name: string;
  readonly text: string;
  readonly wire: string;
  /** What it is written as; the same text if this is absent. */
  readonly formatted?: string;
}

/** As Go 1.19 writes them. */
const rows: readonly Row[] = [
  {
    name: "a host and a port",
    text: "http://localhost:24864",
    wire: '{"Scheme":"http","Opaque":"","User":null,"Host":"localhost:24864","Path":"","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
  {
    name: "every part",
    text: "https://h/a%20b/c;d?x=1&y=%2F#f%20g",
    wire: '{"Scheme":"https","Opaque":"","User":null,"Host":"h","Path":"/a b/c;d","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"x=1\\u0026y=%2F","Fragment":"f g","RawFragment":""}',
  },
  {
    name: "escapes that Go would not write",
    text: "http://h/a%2Fb!#c%2Fd",
    wire: '{"Scheme":"http","Opaque":"","User":null,"Host":"h","Path":"/a/b!","RawPath":"/a%2Fb!","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"c/d","RawFragment":"c%2Fd"}',
  },
  {
    name: "a question mark with nothing behind it",
    text: "http://h/?",
    wire: '{"Scheme":"http","Opaque":"","User":null,"Host":"h","Path":"/","RawPath":"","OmitHost":false,"ForceQuery":true,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
  {
    name: "no slashes behind the scheme",
    text: "mailto:a@b",
    wire: '{"Scheme":"mailto","Opaque":"a@b","User":null,"Host":"","Path":"","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
  {
    name: "a path alone",
    text: "/é/x",
    formatted: "/%C3%A9/x",
    wire: '{"Scheme":"","Opaque":"","User":null,"Host":"","Path":"/é/x","RawPath":"/é/x","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
  {
    name: "a scheme in capitals and a path without a host",
    text: "FILE:/a",
    formatted: "file:/a",
    wire: '{"Scheme":"file","Opaque":"","User":null,"Host":"","Path":"/a","RawPath":"","OmitHost":true,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
  {
    name: "a path below no host",
    text: "unix:///run/x",
    wire: '{"Scheme":"unix","Opaque":"","User":null,"Host":"","Path":"/run/x","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}',
  },
];

test.for(rows)("parseGoUrl() takes apart $name [encoding.url]", ({ text, wire }) => {
  expect(encodeJson(goUrl.encode(parseGoUrl(text)))).toBe(wire);
});

test.for(rows)("formatGoUrl() puts together $name", ({ text, wire, formatted = text }) => {
  expect(formatGoUrl(decodeJson(wire, goUrl))).toBe(formatted);
});

test("parseGoUrl() leaves out who asks when there is a user", () => {
  expect(formatGoUrl(parseGoUrl("http://u:secret@h/x"))).toBe("http://h/x");
});

test("parseGoUrl() says what is wrong when an escape is none", () => {
  expect(() => parseGoUrl("http://h/%zz")).toThrow(
    'Cannot read URL "http://h/%zz": it has an escape that is none',
  );
});

test("goUrl reads what an older Go wrote when members are missing", () => {
  const wire =
    '{"Scheme":"http","Opaque":"","User":null,"Host":"h","Path":"","RawPath":"","ForceQuery":false,"RawQuery":"","Fragment":""}';
  expect(formatGoUrl(decodeJson(wire, goUrl))).toBe("http://h");
});
