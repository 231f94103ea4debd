import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "./page-address.ts";

test.for([
  { tab: "all", text: "", node: "" },
  { tab: "Host", text: "a b&c=#", node: "Host|vm;<host>" },
])("parseAddress() reads what formatAddress() wrote when the state is %j", (address) => {
  expect(parseAddress(formatAddress(address))).toEqual({ ...address, token: "" });
});

test("parseAddress() finds the token when the address brings one, and formatAddress() leaves it out", () => {
  const address = parseAddress("#token=se-cret_1");
  expect(address).toEqual({ tab: "all", text: "", node: "", token: "se-cret_1" });
  expect(formatAddress(address)).toBe("#tab=all");
});
