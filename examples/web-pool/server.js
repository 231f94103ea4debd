// A small HTTP server, to be kept alive. Each of its instances listens on a port of its own: the base port
// plus the number of its slot.
import { createServer } from "node:http";

const { BASE_PORT = "8080", GREETING = "hello", INFRAKIT_SLOT = "0" } = process.env;
const port = Number(BASE_PORT) + Number(INFRAKIT_SLOT);

const server = createServer((_request, response) => {
  response.end(`${GREETING} from slot ${INFRAKIT_SLOT}, process ${process.pid}\n`);
});
server.listen(port, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}`));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
