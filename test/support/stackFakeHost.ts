/**
 * Stands for the Functions host where a test only looks at how the stack treats it: says that it serves, and prints its
 * environment.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_request, response) => {
  response.end(JSON.stringify({ env: process.env, args: process.argv.slice(2) }));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
