// Trunk's post_build hook. Trunk names the workers' files without a hash and gives them no digest, so a browser could
// mix versions out of its cache and would run whatever a host sends. This writes their digests into index.html, where src/shell/boot.js takes them as both: the integrity to insist on and the ?v= that tells versions apart.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

// By the name of the <meta> that holds them, in the order boot.js reads them in. The glue comes first.
const PROGRAMS = { worker: ['worker.js', 'worker_boot.js', 'worker_bg.wasm'], books: ['books.js', 'books_bg.wasm'] };

const folder = process.env.TRUNK_STAGING_DIR;
const page = path.join(folder, 'index.html');
let html = await readFile(page, 'utf8');
for (const [program, files] of Object.entries(PROGRAMS)) {
  const contents = await Promise.all(files.map((name) => readFile(path.join(folder, name))));
  // The glue runs from a blob: address, against which no relative import can be resolved.
  if (/^\s*import\b[^(]*['"]\.{0,2}\//m.test(contents[0].toString())) {
    console.error(`error: ${files[0]} imports another file (a crate with an inline JavaScript snippet?).`);
    console.error(`  next: keep such crates out of the feature it is built with; a worker is started from one blob.`);
    process.exit(1);
  }
  const placeholder = `the digests of ${program}`;
  if (html.split(placeholder).length !== 2) {
    console.error(`error: index.html must hold the words "${placeholder}" once, in <meta name="${program}">.`);
    process.exit(1);
  }
  const digests = contents.map((bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`);
  html = html.replace(placeholder, digests.join(' '));
}
await writeFile(page, html);
