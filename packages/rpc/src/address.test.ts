import { expect, test } from "vitest";
import { type Address, parseAddress } from "./address.ts";

test.for<readonly [address: string, parsed: Address]>([
  ["/run/plugins/simulator", { kind: "socket", path: "/run/plugins/simulator" }],
  ["plugins/simulator", { kind: "socket", path: "plugins/simulator" }],
  ["unix:///run/plugins/simulator", { kind: "socket", path: "/run/plugins/simulator" }],
  ["file:///run/plugins/simulator", { kind: "socket", path: "/run/plugins/simulator" }],
  ["/run/plugins/time.listen", { kind: "listen", file: "/run/plugins/time.listen" }],
  ["tcp://127.0.0.1:8080", { kind: "url", origin: "http://127.0.0.1:8080", path: "/" }],
  ["TCP://[::1]:8080/a/b", { kind: "url", origin: "http://[::1]:8080", path: "/a/b" }],
  ["http://mux:24864/simulator/", { kind: "url", origin: "http://mux:24864", path: "/simulator/" }],
  ["https://mux/x?y=1", { kind: "url", origin: "https://mux", path: "/x?y=1" }],
])("parseAddress() says where requests go when given %s", ([address, parsed]) => {
  expect(parseAddress(address)).toEqual(parsed);
});

test.for(["", "ssh://host", "tcp://", "http://a b", "unix://"])(
  "parseAddress() refuses with Go's words when given %j",
  (address) => {
    expect(() => parseAddress(address)).toThrow(
      expect.objectContaining({
        code: "plugin_unreachable",
        message: expect.stringContaining("invalid address"),
      }),
    );
  },
);

test.for(["http://me:secret@host:1/a", "tcp://secret@host:1/a"])(
  "parseAddress() refuses %s and does not repeat the password",
  (address) => {
    const why = "its address holds a user or a password, which no plugin asks for; leave them out";
    expect(() => parseAddress(address)).toThrow(`Cannot connect to "http://host:1/a": ${why}`);
  },
);
