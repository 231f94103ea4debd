// The process of the example: something that listens in its network.
import { createServer } from "node:http";

createServer((_, response) => response.end(`process ${process.pid}\n`)).listen(8080, "127.0.0.1");
