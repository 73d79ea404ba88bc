import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The built console: one page for all addresses, one script, one style sheet, one icon. */

const assets = {
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

interface Asset {
  type: string;
  body: Buffer;
  tag: string;
}

const unbuilt = '<!doctype html><title>Intramural</title><p>The console is not built. Run: npm run build\n';

function load(directory: string, name: string, type: string): Asset | null {
  const file = join(directory, name);
  if (!existsSync(file)) return null;
  const body = readFileSync(file);
  return { type, body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** @param directory of the built console. */
export function addPages(app: FastifyInstance, directory: string): void {
  const page = load(directory, 'index.html', 'text/html; charset=utf-8');
  const loaded = new Map(
    Object.entries(assets).flatMap(([name, type]) => {
      const asset = load(directory, name, type);
      return asset ? [[name, asset] as const] : [];
    }),
  );

  app.get('/console', async (_request, reply) => reply.redirect('/console/adoption', 303));
  app.get('/console/', async (_request, reply) => reply.redirect('/console/adoption', 303));
  for (const path of [
    '/console/sign-in',
    '/console/adoption',
    '/console/audit',
    '/console/audit/:id',
    '/console/my-data',
  ]) {
    app.get(path, async (request, reply) =>
      page ? send(request, reply, page) : reply.code(503).type('text/html; charset=utf-8').send(unbuilt),
    );
  }
  app.get<{ Params: { name: string } }>('/console/assets/:name', async (request, reply) => {
    const asset = loaded.get(request.params.name);
    return asset ? send(request, reply, asset) : reply.callNotFound();
  });
}

/** A browser keeps it and asks each time whether it is still the one: right after every upgrade. */
function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  reply.header('cache-control', 'no-cache').header('etag', asset.tag);
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  return reply.type(asset.type).send(asset.body);
}
