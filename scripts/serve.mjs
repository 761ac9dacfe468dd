// A static file server, on this machine only: for `make run` and, started in-process, for the browser journeys.
//   node scripts/serve.mjs --root dist [--port 8080] [--base /some/folder/]
// It adds no header a static host would not send: what works here works there.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const FIRST_PORT = 8080;
const PORTS_TRIED_MAX = 100;

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm', // any other type forbids compiling while it streams
};

/** The file a request path names below root, or null: outside of root, missing, or not a file. */
async function find(root, base, requestPath) {
  let relative;
  try {
    relative = decodeURIComponent(requestPath);
  } catch {
    return null; // a malformed %-escape names nothing
  }
  if (!relative.startsWith(base) || relative.includes('\0')) return null;
  relative = relative.slice(base.length);
  if (relative === '' || relative.endsWith('/')) relative += 'index.html';
  try {
    // realpath: a symbolic link must not lead out either.
    const file = await realpath(path.join(root, relative));
    if (!file.startsWith(root + path.sep)) return null;
    const stats = await stat(file);
    return stats.isFile() ? { file, bytes: stats.size } : null;
  } catch {
    return null;
  }
}

/**
 * Serves the folder `root` at `base`. Without `port` the first free one from 8080 is taken; 0 lets the system choose.
 * Returns { url, log, close }: log holds every request as { method, path, status }, oldest first.
 */
export async function serve({ root, port, base = '/' }) {
  const folder = await realpath(root);
  const log = [];
  const server = createServer(async (request, response) => {
    const requestPath = request.url.split('?')[0];
    const answer = (status, headers = {}, body = '') => {
      log.push({ method: request.method, path: request.url, status });
      response.writeHead(status, { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff', ...headers });
      if (body !== null) response.end(body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { Allow: 'GET, HEAD' });
    if (requestPath + '/' === base) return answer(301, { Location: base }); // relative addresses need the slash
    const found = await find(folder, base, requestPath);
    if (!found) return answer(404, { 'Content-Type': TYPES['.txt'] }, 'Not found\n');
    answer(200, {
      'Content-Type': TYPES[path.extname(found.file).toLowerCase()] ?? 'application/octet-stream',
      'Content-Length': found.bytes,
    }, null);
    if (request.method === 'HEAD') return response.end();
    createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    log,
    close: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

async function listen(server, port) {
  const candidates = port === undefined ? Array.from({ length: PORTS_TRIED_MAX }, (_, i) => FIRST_PORT + i) : [port];
  for (const candidate of candidates) {
    const error = await new Promise((done) => {
      server.once('error', done);
      server.listen(candidate, '127.0.0.1', () => {
        server.off('error', done);
        done(null);
      });
    });
    if (!error) return;
    if (error.code !== 'EADDRINUSE') throw error;
  }
  throw new Error(`port ${candidates.at(0)}${candidates.length > 1 ? ` to ${candidates.at(-1)}` : ''} is in use`);
}

async function main() {
  const { values } = parseArgs({
    options: { root: { type: 'string', default: 'dist' }, port: { type: 'string' }, base: { type: 'string', default: '/' } },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new Error(`'${values.port}' is not a port`);
  }
  if (!values.base.startsWith('/') || !values.base.endsWith('/')) throw new Error(`--base must begin and end with '/'`);
  const { url } = await serve({ root: values.root, port, base: values.base });
  console.log(`Serving on ${url}\n(Ctrl-C stops it)`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(await realpath(process.argv[1])).href) {
  main().catch((error) => {
    const missing = error.code === 'ENOENT';
    console.error(`error: ${missing ? 'there is no such folder to serve' : error.message}`);
    console.error(`  next: ${missing ? 'make build' : 'choose another with PORT=8090 make run'}`);
    process.exitCode = 1;
  });
}
