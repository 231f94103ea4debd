import { encodeJson } from "@infrakit/spi/document";
import type { Handler } from "./handler.ts";
import type { ServedMethod } from "./method.ts";

/**
 * What `/info/api.json` says: every method that can be called, with examples that hold zero values. InfraKit's
 * servers speak of one service only; its clients read any number.
 */
export function describeApi({ interfaces }: Handler, now: Date): string {
  const id = String(Math.floor(now.getTime() / 1000));
  const specs = interfaces.map(({ name, version }) => ({ Name: name, Version: version, Sub: "" }));
  const described = interfaces.map(({ methods }, index) => ({
    ...specs[index],
    Methods: methods.toSorted(byName).map((served) => describeMethod(served, id)),
  }));
  return encodeJson({ Vendor: null, Implements: specs, Interfaces: described });
}

function byName(a: ServedMethod, b: ServedMethod): number {
  return a.name < b.name ? -1 : 1;
}

function describeMethod({ name, method: { params, result } }: ServedMethod, id: string): object {
  const example = { jsonrpc: "2.0", method: name, params: params.encode(params.zero), id };
  const answer = { result: result.encode(result.zero), id };
  return { Request: example, Response: answer };
}
