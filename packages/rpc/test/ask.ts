import { createHandler } from "../src/handler.ts";
import type { PluginObjects } from "../src/hosted-objects.ts";

/** The text of what objects answer to a method: from the result, or from the error, to the id. */
export async function ask(objects: PluginObjects, method: string, params: string): Promise<string> {
  const body = `{"jsonrpc":"2.0","method":"${method}","params":${params},"id":1}`;
  const answer = await createHandler(objects).handle(body);
  return answer.replace(/^\{"jsonrpc":"2\.0",/, "").replace(/,"id":1\}\n$/, "");
}

/** What a plugin's own error looks like on the wire. */
export function refusal(message: string): string {
  return `"error":{"code":-32000,"message":${JSON.stringify(message)},"data":null}`;
}
