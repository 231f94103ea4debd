import { createServer } from "node:http";
import { servePlugin } from "@infrakit/rpc";
import jayson from "jayson";
import { answerOf, instances, instancesWithProperties } from "./payload.js";

/** Serves one implementation on a socket: `node server.js <implementation> <path>`. */

const [, , implementation, path] = process.argv;

const servers = {
  ours: () =>
    servePlugin(
      {
        instance: {
          compute: {
            validate: async () => {},
            provision: async () => "i-1",
            label: async () => {},
            destroy: async () => {},
            describeInstances: async ({ properties }) => (properties ? instancesWithProperties : instances),
          },
        },
      },
      { path },
    ),
  reference: () =>
    new Promise((resolve) => {
      const server = createServer((request, response) => {
        const chunks = [];
        request.on("data", (chunk) => chunks.push(chunk));
        request.on("end", () => {
          const call = JSON.parse(Buffer.concat(chunks).toString());
          const body = JSON.stringify({ jsonrpc: "2.0", result: answerOf(call), id: call.id });
          response.writeHead(200, {
            "Content-Type": "text/plain",
            "Content-Length": Buffer.byteLength(body),
          });
          response.end(body);
        });
      });
      server.keepAliveTimeout = 30_000;
      server.listen(path, resolve);
    }),
  jayson: () =>
    new Promise((resolve) => {
      const methods = Object.fromEntries(
        ["Instance.Label", "Instance.DescribeInstances"].map((method) => [
          method,
          (params, reply) => reply(null, answerOf({ method, params })),
        ]),
      );
      new jayson.Server(methods).http().listen(path, resolve);
    }),
};

await servers[implementation]();
process.send("ready");
process.on("message", () => process.send(process.cpuUsage()));
process.on("disconnect", () => process.exit(0));
