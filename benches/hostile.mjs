// Files whose creators are chosen by the caller, and names that collide.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const ROWS_A_WRITE = 20_000;

/** Writes `rows` rows; row number `row` belongs to the creator `key(row)`. All other columns repeat. */
export async function withCreators(file, rows, key) {
  const out = createWriteStream(file, { highWaterMark: 1 << 22 });
  out.write('Week Start,Creator ID,ASIN,Product Line,Clicks,Orders,Units,Attributed Sales,Commission Paid\r\n');
  for (let done = 0; done < rows; done += ROWS_A_WRITE) {
    const line = (_, at) => {
      const row = done + at;
      const asin = `B0HSTL${String(row % 400).padStart(4, '0')}`;
      return `2026-04-${row % 4 ? '12' : '05'},${key(row)},${asin},Line ${row % 12},${row % 900},${row % 60},${row % 70},$${row % 100}.${10 + (row % 90)},$${row % 9}.50\r\n`;
    };
    const text = Array.from({ length: Math.min(ROWS_A_WRITE, rows - done) }, line).join('');
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

// FNV-1a (Fowler, Noll, Vo): xor the byte in, multiply. The low 32 bits of the 64-bit product depend on the low 32 bits alone, so
// one routine serves both: 0x01000193 is the 32-bit prime, 0x000001b3 the low half of the 64-bit one.
const FNV = { fnv32: { basis: 0x811c9dc5, prime: 0x01000193 }, fnv64: { basis: 0x84222325, prime: 0x000001b3 } };
const STAGES = 14;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** 2^14 names with one hash: at each stage two different pieces lead from the same state to the same state (Joux, 2004). */
export function collidingKeys(name) {
  const { basis, prime } = FNV[name];
  let state = basis;
  const stages = [];
  for (let stage = 0; stage < STAGES; stage++) {
    const { pair, next } = collision(state, prime);
    stages.push(pair);
    state = next;
  }
  return Array.from({ length: 1 << STAGES }, (_, number) => stages.map((pair, stage) => pair[(number >> stage) & 1]).join(''));
}

/** Two pieces of five letters after which the state is the same; by the birthday bound found within some hundred thousand. */
function collision(state, prime) {
  const seen = new Map();
  for (let number = 0; ; number++) {
    let piece = '';
    for (let rest = number, at = 0; at < 5; at++, rest = Math.floor(rest / LETTERS.length)) piece += LETTERS[rest % LETTERS.length];
    let next = state;
    for (let at = 0; at < piece.length; at++) next = Math.imul(next ^ piece.charCodeAt(at), prime) >>> 0;
    if (seen.has(next)) return { pair: [seen.get(next), piece], next };
    seen.set(next, piece);
  }
}
