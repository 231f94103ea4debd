import { expect, test } from "vitest";
import { parseUnixSockets } from "./linux-sockets.ts";

const listing = `Num       RefCount Protocol Flags    Type St Inode Path
0000000050a700fa: 00000003 00000000 00000000 0001 03  1157
00000000bf14a1ab: 00000002 00000000 00010000 0001 01  9986 /run/my plugins/group
00000000bf14a1ac: 00000003 00000000 00000000 0001 03 12345678 /run/my plugins/group
00000000bf14a1ad: 00000002 00000000 00010000 0001 01 77 @abstract
`;

test("parseUnixSockets() reads number, state and path of each socket that has a path", () => {
  expect(parseUnixSockets(listing)).toEqual([
    { id: "9986", isListening: true, path: "/run/my plugins/group" },
    { id: "12345678", isListening: false, path: "/run/my plugins/group" },
    { id: "77", isListening: true, path: "@abstract" },
  ]);
});
