// Says how many instances the plugin at an address has, or why not: `node count-instances.js <address>`.
import { connectInstance, connectPlugin } from "@infrakit/rpc";

const connection = connectPlugin(process.argv[2] ?? "");
try {
  const instances = await connectInstance(connection, "fake").describeInstances({
    tags: {},
    properties: false,
  });
  process.stdout.write(`${instances.length} instances\n`);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
await connection.close();
