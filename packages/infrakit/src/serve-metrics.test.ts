import { expect, test } from "vitest";
import { parseMetricsAddress } from "./serve-metrics.ts";

test.for<readonly [text: string, address: object]>([
  ["9100", { kind: "port", host: "127.0.0.1", port: 9100 }],
  ["localhost:0", { kind: "port", host: "127.0.0.1", port: 0 }],
  ["127.0.0.1:9100", { kind: "port", host: "127.0.0.1", port: 9100 }],
  ["127.1.2.3:9100", { kind: "port", host: "127.1.2.3", port: 9100 }],
  ["[::1]:9100", { kind: "port", host: "::1", port: 9100 }],
  ["./metrics", { kind: "socket", path: "./metrics" }],
  ["/run/metrics", { kind: "socket", path: "/run/metrics" }],
])("parseMetricsAddress() reads %s", ([text, address]) => {
  expect(parseMetricsAddress(text)).toEqual(address);
});

const form = "write an address such as 127.0.0.1:9100, or the path of a socket";
const open = "others could read them over the network; use 127.0.0.1:9100 with a proxy in front, or a socket";

test.for([
  ["", form],
  ["metrics", form],
  ["127.0.0.1", form],
  ["127.0.0.1:70000", form],
  ["127.0.0.1:http", form],
  ["0.0.0.0:9100", open],
  ["[::]:9100", open],
  [":9100", open],
  ["192.168.0.1:9100", open],
  ["127.0.0.1.example.org:9100", open],
  ["example.org:9100", open],
] as const)('parseMetricsAddress() refuses "%s"', ([text, why]) => {
  expect(() => parseMetricsAddress(text)).toThrow(`Cannot serve metrics on "${text}": ${why}`);
});
