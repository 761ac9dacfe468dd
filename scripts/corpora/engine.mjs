// The native command, asked about one file at a time, and how two splits of a file are laid side by side.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const MS_MAX = 2_000;
const command = process.env.CREATOR_AUDIT ?? path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'creator-audit');

export function run(...args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: MS_MAX, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.code === 'ETIMEDOUT') throw new Error(`the command took more than ${MS_MAX / 1000} seconds`);
    if (error.signal || error.status !== 1 || !error.stdout) throw new Error(`the command failed: ${(error.stderr || error.message).trim()}`);
    return error.stdout; // it exits with an error and still tells what it read
  }
}

/** What is read of a file: of each table where it is an archive or a workbook. Nothing may be lost without a trace. */
export function check(file) {
  const all = JSON.parse(run('check', file));
  if (all.length === 0) throw new Error('nothing is said of the file');
  for (const { file: name, accepted, rejected, skipped, records, issues } of all) {
    const sum = accepted + rejected + skipped;
    if (sum !== records) throw new Error(`${path.basename(name)}: accepted + rejected + skipped is ${sum}, records ${records}`);
    if (accepted === 0 && issues.length === 0) throw new Error(`${path.basename(name)}: nothing was read and nothing is said about it`);
  }
  return all;
}

/** [{ line, byte, fields, fault? }]: how a file is split. */
export function records(file, ...options) {
  return run('records', file, ...options).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

export const cellsOf = (rows) => rows.reduce((sum, row) => sum + (Array.isArray(row) ? row.length : Object.keys(row).length), 0);

/** Undefined where both are the same, otherwise [theirs, ours] without the rows that both begin and end with. */
export function difference(theirs, ours) {
  let start = 0;
  while (start < theirs.length && start < ours.length && isDeepStrictEqual(theirs[start], ours[start])) start += 1;
  let end = 0;
  const left = Math.min(theirs.length, ours.length) - start;
  while (end < left && isDeepStrictEqual(theirs.at(-1 - end), ours.at(-1 - end))) end += 1;
  const middle = (rows) => rows.slice(start, rows.length - end);
  return start === theirs.length && start === ours.length ? undefined : [middle(theirs), middle(ours)];
}
