// The server of the example: it says who it is, and fails where it is asked to.
import { createServer } from "node:http";

const statuses = { "/": 200, "/broken": 500 };

createServer((request, response) => {
  response.writeHead(statuses[request.url] ?? 404).end(`process ${process.pid}\n`);
}).listen(Number(process.env.PORT), "127.0.0.1");
