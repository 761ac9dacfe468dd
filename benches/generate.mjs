// A seeded creator-attribution roll-up, the same bytes every time: node benches/generate.mjs ROWS FILE
// 2,000 creators, 400 ASINs, 26 weeks, skewed as real programmes are; quoted titles with commas, money with separators.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CREATORS = 2000;
const ASINS = 400;
const WEEKS = 26;
const FIRST_WEEK = Date.UTC(2026, 3, 5);
const HEADER =
  'Week Start,Creator ID,Creator Name,ASIN,Product Title,Product Line,Clicks,Orders,Units,Attributed Sales,Commission Paid,New-to-brand Orders,Repeat Orders,Subscribe & Save Orders\r\n';
const ROWS_A_WRITE = 20_000;

/** xorshift32, Marsaglia 2003: a number from 0 up to 1. */
function random() {
  let state = 0x9e3779b9;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}

const asin = (number) => 'B0' + (number * 7919 + 1234567).toString(36).toUpperCase().padStart(8, 'X').slice(-8);
const title = (number) =>
  number % 5 ? `Brand Product ${number} Pack of ${1 + (number % 4)}` : `"Brand Product ${number}, ""Family"" Size, ${1 + (number % 9)} oz"`;

function dollars(cents) {
  const text = (cents / 100).toFixed(2);
  return cents >= 100_000 ? `"$${text.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}"` : `$${text}`;
}

function row(next) {
  const creator = Math.floor(next() ** 2 * CREATORS);
  const product = Math.floor(next() ** 2 * ASINS);
  const week = new Date(FIRST_WEEK + Math.floor(next() * WEEKS) * 7 * 864e5).toISOString().slice(0, 10);
  const clicks = Math.floor(next() ** 3 * 900);
  const orders = Math.floor(clicks * next() * 0.12);
  const units = orders + Math.floor(orders * next() * 0.4);
  const sales = units * (599 + ((product * 137) % 4200));
  const commission = Math.round(sales * (0.05 + 0.01 * (product % 20)));
  const buyers = [0.7, 0.3, 0.2].map((share) => Math.floor(orders * next() * share));
  const names = [`cr${String(creator).padStart(6, '0')}`, `Creator ${creator}`, asin(product), title(product), `Line ${product % 12}`];
  return [week, ...names, clicks, orders, units, dollars(sales), dollars(commission), ...buyers].join(',') + '\r\n';
}

/** Writes `rows` rows to `file`. */
export async function generate(rows, file) {
  const next = random();
  const out = createWriteStream(file, { highWaterMark: 1 << 22 });
  out.write(HEADER);
  for (let done = 0; done < rows; done += ROWS_A_WRITE) {
    const text = Array.from({ length: Math.min(ROWS_A_WRITE, rows - done) }, () => row(next)).join('');
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate(Number(process.argv[2]), process.argv[3]);
