// node benches/run.mjs [--only browser,first,native,growth,memory,hostile] [--rows N] [--runs N]: this app beside its peers. Ratios
// carry over to other machines, times are this machine's and this minute's.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, launch, servers } from './browser.mjs';
import { inBrowser } from './part_browser.mjs';
import { firstFile } from './part_first.mjs';
import { growth } from './part_growth.mjs';
import { hostileKeys } from './part_hostile.mjs';
import { memory } from './part_memory.mjs';
import { native } from './part_native.mjs';
import { generate } from './generate.mjs';
import { megabytes } from './table.mjs';

const PARTS = { browser: inBrowser, first: firstFile, native, growth, memory, hostile: hostileKeys };
const BY_DEFAULT = ['browser', 'first', 'native'];

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, rows: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '5' } },
});
const wanted = values.only === '' ? BY_DEFAULT : values.only.split(',');
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`error: '${unknown.join(',')}' is not a part of the bench.\n  next: ONLY takes ${Object.keys(PARTS).join(', ')}, separated by commas.`);
  process.exit(2);
}

const folder = path.join(ROOT, 'target/bench');
mkdirSync(folder, { recursive: true });

/** A generated file, made where it is not there yet: { name, rows, bytes }. `write(file)` makes it. */
async function fileOf(stem, rows, write) {
  const name = path.join(folder, `${stem}-${rows}.csv`);
  if (!existsSync(name)) await write(name);
  return { name, rows, bytes: statSync(name).size };
}

const rows = Number(values.rows);
const bench = {
  rows,
  runs: Number(values.runs),
  folder,
  fileOf,
  file: await fileOf('attribution', rows, (name) => generate(rows, name)),
  servers: await servers(),
};

const browser = await launch();
const version = browser.version();
await browser.close();
const load = loadavg()[0].toFixed(2);
console.log(`${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Chromium ${version}, node ${process.versions.node}; load before: ${load}`);
console.log(`${rows.toLocaleString('en')} rows, ${megabytes(bench.file.bytes)}, seeded; medians of ${bench.runs}, taking turns`);
for (const name of wanted) await PARTS[name](bench);
const left = Object.keys(PARTS).filter((name) => !wanted.includes(name));
if (left.length > 0) console.log(`\nNot run: ${left.join(', ')}. Run them with: make bench ONLY=${left.join(',')}`);
await bench.servers.close();
