// Listens on the socket that it is told to, at the moment that it is told to, as a plugin would. Reads lines from
// standard input: `listen <path>`, `close`, `die` (at once, leaving everything behind). Prints what became of
// each. Whoever connects is told the process id.
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { listenOnSocket } from "@infrakit/discovery/socket";

let socket;
const server = createServer((connection) => {
  // A caller that is killed resets the connection; that is no reason to end.
  connection.on("error", () => {});
  connection.end(String(process.pid));
});

const commands = {
  listen: async (path) => {
    socket = await listenOnSocket(server, path);
  },
  close: () => socket.close(),
  die: () => process.kill(process.pid, "SIGKILL"),
};

process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(" ");
  try {
    await commands[command](argument);
    process.stdout.write(`${command} done\n`);
  } catch (error) {
    process.stdout.write(`${command} failed ${error.code ?? ""}: ${error.message}\n`);
  }
}
process.exit();
