// Trunk's post_build hook. Trunk names the worker's files without a hash and gives them no digest, so a browser could
// mix versions out of its cache and would run whatever a host sends. This writes their three digests into index.html,
// where src/shell/boot.js takes them as both: the integrity to insist on and the ?v= that tells versions apart.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FILES = ['worker.js', 'worker_boot.js', 'worker_bg.wasm']; // the order boot.js reads them in
const PLACEHOLDER = 'the digests of the worker';

const folder = process.env.TRUNK_STAGING_DIR;
const contents = await Promise.all(FILES.map((name) => readFile(path.join(folder, name))));

// The glue runs from a blob: address, against which no relative import can be resolved.
if (/^\s*import\b[^(]*['"]\.{0,2}\//m.test(contents[0].toString())) {
  console.error('error: worker.js imports another file (a crate with an inline JavaScript snippet?).');
  console.error('  next: keep such crates out of the `worker` feature; the worker is started from one blob.');
  process.exit(1);
}

const digests = contents.map((bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`);
const page = path.join(folder, 'index.html');
const html = await readFile(page, 'utf8');
if (html.split(PLACEHOLDER).length !== 2) {
  console.error(`error: index.html must hold the words "${PLACEHOLDER}" once, in <meta name="worker">.`);
  process.exit(1);
}
await writeFile(page, html.replace(PLACEHOLDER, digests.join(' ')));
