// Shakes hands as an instance plugin and answers every other call with a gigabyte: in large chunks, or in chunks of one
// byte if "tiny" is called for. Tells its path when it listens.
import { createServer } from "node:http";

const path = process.argv[2];
const hello = '{"jsonrpc":"2.0","result":{"Objects":{"Instance/0.6.1":[{"Name":"."}]}},"id":1}';
const total = 1024 * 1024 * 1024;
const large = Buffer.alloc(1024 * 1024, "x");
const tiny = Buffer.from("1\r\nx\r\n".repeat(10_000));

/** Writes to the bare connection what the other end takes. */
function flood(socket, chunk) {
  let sent = 0;
  const write = () => {
    while (sent < total && !socket.destroyed) {
      sent += chunk.length;
      if (!socket.write(chunk)) return;
    }
    socket.end();
  };
  socket.on("drain", write);
  write();
}

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  if (body.includes("Handshake.Hello")) return response.end(hello);
  const { socket } = response;
  if (!body.includes('"tiny"')) {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
    return flood(socket, large);
  }
  socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  flood(socket, tiny);
});
server.on("connection", (socket) => socket.on("error", () => undefined));
server.listen(path, () => process.send(path));
process.on("disconnect", () => process.exit(0));
