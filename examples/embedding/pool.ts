// A Node service that keeps three workers alive, and tells how they are on http://127.0.0.1:8090.
import { createServer } from "node:http";
import { processInstance, startInfrakit } from "@infrakit/infrakit";

const infrakit = await startInfrakit({ stateDir: process.env["STATE_DIR"] ?? "./state" });
const instance = processInstance({ command: process.execPath, args: ["worker.js"] });
await infrakit.commit({ id: "workers", size: 3, instance });

const server = createServer((_request, response) => {
  response.end(JSON.stringify(infrakit.controller.status("workers")));
}).listen(8090, "127.0.0.1");

process.once("SIGTERM", () => {
  server.close();
  void infrakit.destroy("workers").then(() => infrakit.close());
});
