// A Scope plugin like Weaveworks' http-statistics: how many HTTP requests a process gets, and how it answers them. It starts
// the process and stands in front of it as a reverse proxy: node dist/plugin.js 18080 node server.js
import { hostname } from "node:os";
import { createScopePlugin, processNodeId } from "@infrakit/scope/sdk";
import { startProxy } from "./proxy.ts";
import { startServer } from "./server-process.ts";
import { Traffic } from "./traffic.ts";

const [port, program, ...args] = process.argv.slice(2);
if (port === undefined || program === undefined)
  throw new Error("usage: plugin.js <port> <program> [argument]...");

const server = await startServer(program, args);
// Also where this fails, the process does not stay behind.
process.once("exit", () => server.stop());
const traffic = new Traffic();
const proxy = await startProxy({
  port: Number(port),
  targetPort: server.port,
  onAnswer: (answer) => traffic.add(answer),
});

const plugin = createScopePlugin({
  id: "http-statistics",
  label: "HTTP Statistics",
  description: "Adds rates of HTTP requests to processes",
  topologies: {
    Process: {
      metrics: {
        http_requests_per_second: { label: "HTTP requests/s", group: "http", priority: 0.1 },
        http_client_errors_per_second: { label: "HTTP 4xx/s", group: "http", priority: 0.2 },
        http_server_errors_per_second: { label: "HTTP 5xx/s", group: "http", priority: 0.3 },
        http_answer_ms: { label: "Time to answer (ms)", priority: 0.4 },
      },
      tables: {
        answers: {
          label: "HTTP answers",
          columns: {
            status: { label: "Status", dataType: "number" },
            count: { label: "Answers", dataType: "number" },
          },
        },
      },
    },
  },
  report({ Process }) {
    const rates = traffic.takeRates(performance.now());
    const counts = [...traffic.countByStatus].map(([status, count]) => [String(status), { status, count }]);
    Process.node(processNodeId(hostname(), server.pid))
      .metric("http_requests_per_second", rates.requests)
      .metric("http_client_errors_per_second", rates.clientErrors)
      .metric("http_server_errors_per_second", rates.serverErrors)
      .metric("http_answer_ms", rates.answerMs)
      .rows("answers", Object.fromEntries(counts));
  },
});

const { closed } = await plugin.listen({ handleSignals: true });
// Without the process there is nothing to tell.
void server.ended.then(() => plugin.close());
await closed;
server.stop();
await proxy.close();
