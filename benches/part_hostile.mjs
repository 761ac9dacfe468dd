// Keys made to hurt: millions of distinct ones, and ones that collide under a hash without a seed. Each against ordinary keys in a
// file of the same number of rows and bytes.
import { importFile, launch, openApp } from './browser.mjs';
import { collidingKeys, withCreators } from './hostile.mjs';
import { agree, megabytes, median, ms, print, times } from './table.mjs';

const DISTINCT_ROWS = 3_000_000;
const COLLIDING_ROWS = 1_000_000;
const ORDINARY_CREATORS = 2000;
const RUNS = 3;

export async function hostileKeys({ fileOf, servers }) {
  const ordinary = (width) => (row) => String((row * 7919) % ORDINARY_CREATORS).padStart(width, 'c');
  const distinct = (row) => String(row).padStart(8, 'c');
  const made = (stem, rows, key) => fileOf(stem, rows, (name) => withCreators(name, rows, key));
  const lines = [['', 'bytes', 'median', 'of the ordinary’s time']];
  const pair = async (title, plain, hostile) => {
    const results = { plain: [], hostile: [] };
    for (let run = 0; run < RUNS; run++) {
      for (const [name, file] of [['plain', await plain], ['hostile', await hostile]]) results[name].push(await measured(file, servers));
    }
    const [usual, worst] = [median(results.plain), median(results.hostile)];
    lines.push([`ordinary keys, ${(await plain).rows.toLocaleString('en')} rows`, megabytes((await plain).bytes), ms(usual), '']);
    lines.push([title, megabytes((await hostile).bytes), ms(worst), times(worst / usual)]);
  };
  await pair('as many distinct keys as rows', made('ordinary', DISTINCT_ROWS, ordinary(8)), made('distinct', DISTINCT_ROWS, distinct));
  for (const [name, title] of Object.entries({ fnv32: 'keys equal under 32-bit FNV-1a', fnv64: 'keys equal in the low half of 64-bit FNV-1a' })) {
    const keys = collidingKeys(name);
    const plain = made(`ordinary-${name}`, COLLIDING_ROWS, ordinary(keys[0].length));
    await pair(title, plain, made(name, COLLIDING_ROWS, (row) => keys[row % keys.length]));
  }
  print('Hostile keys: the first file of a fresh browser, medians of 3', lines);
}

async function measured(file, servers) {
  const browser = await launch();
  const result = await importFile(await openApp(browser, servers.app), file.name);
  await browser.close();
  agree('this app', { rows: result.rows }, { rows: file.rows });
  return result.ms;
}
