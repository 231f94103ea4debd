import { expect, test } from "vitest";
import { findTcpListener, isLoopback, parseTcpListeners } from "./tcp-listener.ts";

const header =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (address: string, state: string, id: number): string =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${id} 1 0000000000000000 100 0 0 10 0\n`;

const isLittle = process.arch !== "s390x";
const v4 = isLittle ? "0100007F" : "7F000001";
const other = isLittle ? "0200007F" : "7F000002";
const v6 = `${"0".repeat(24)}${isLittle ? "01000000" : "00000001"}`;
const mapped = `${"0".repeat(16)}${isLittle ? "FFFF0000" : "0000FFFF"}${v4}`;
const all = "0".repeat(8);

test.for<[what: string, address: string, rows: readonly string[], id: string | undefined]>([
  ["it is bound to it", "127.0.0.1", [row(`${v4}:1F90`, "0A", 7)], "7"],
  ["it is a connection", "127.0.0.1", [row(`${v4}:1F90`, "01", 7)], undefined],
  ["it has another port", "127.0.0.1", [row(`${v4}:1F91`, "0A", 7)], undefined],
  ["it has another address", "127.0.0.1", [row(`${other}:1F90`, "0A", 7)], undefined],
  ["it is for all addresses", "127.0.0.1", [row(`${all}:1F90`, "0A", 7)], "7"],
  [
    "another is for all addresses",
    "127.0.0.1",
    [row(`${all}:1F90`, "0A", 6), row(`${v4}:1F90`, "0A", 7)],
    "7",
  ],
  ["two share it", "127.0.0.1", [row(`${v4}:1F90`, "0A", 6), row(`${v4}:1F90`, "0A", 7)], undefined],
  ["it is written as IPv6", "127.0.0.1", [row(`${mapped}:1F90`, "0A", 7)], "7"],
  ["it is IPv6", "::1", [row(`${v6}:1F90`, "0A", 7)], "7"],
  ["it is the other IP", "::1", [row(`${v4}:1F90`, "0A", 7)], undefined],
  ["it is localhost", "localhost", [row(`${v6}:1F90`, "0A", 7)], "7"],
])("findTcpListener() tells which socket answers when %s", ([, address, rows, id]) => {
  expect(findTcpListener(parseTcpListeners(header + rows.join("")), address, 8080)).toBe(id);
});

test.for([
  ["tcp://127.0.0.1:1", true],
  ["http://127.9.9.9:1/x", true],
  ["tcp://localhost:1", true],
  ["https://[::1]:1", true],
  ["tcp://127.example.com:1", false],
  ["tcp://10.0.0.1:1", false],
  ["tcp://0.0.0.0:1", false],
  ["unix:///run/x", false],
  ["what", false],
] as const)("isLoopback() tells of %s that it is %s", ([address, is]) => {
  expect(isLoopback(address)).toBe(is);
});
