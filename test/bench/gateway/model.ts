// The simulated model server, in a process of its own, so that what it needs is not taken for the load generator's. It tells its
// address to its parent and ends with it.
import { startModelServer } from '../../support/model-server.ts';
import { answer, pieces } from './scenario.ts';

const server = await startModelServer();
server.script(() => {
  // What it remembers of each request would grow with the run.
  server.requests.length = 0;
  return { firstMs: answer.firstMs, pieceMs: answer.pieceMs, pieces };
});
process.send?.({ port: server.port });
process.on('disconnect', () => process.exit(0));
