// The command line beside Polars and DuckDB from PyPI.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './browser.mjs';
import { agree, median, ms, print, times } from './table.mjs';

const PYTHON = path.join(ROOT, 'target/bench/python/bin/python');
const OUTPUT_BYTES_MAX = 1 << 28;

export async function native({ file, runs }) {
  const command = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target'), 'release/creator-audit');
  const run = (...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX, stdio: ['ignore', 'pipe', 'ignore'] });
  const timed = (...args) => {
    const began = performance.now();
    run(...args);
    return performance.now() - began;
  };
  const [app, printed] = [[], []];
  for (let at = 0; at < runs; at++) {
    app.push(timed('kpis', file.name));
    printed.push(timed('kpis', file.name, '--by', 'creator'));
  }
  const lines = [
    ['', 'median', 'of our time'],
    ['creator-audit kpis, from start to end of the process', ms(median(app)), ''],
    ['the same, every figure of every creator printed too', ms(median(printed)), ''],
  ];
  for (const peer of peers(file.name, runs)) {
    agree(`${peer.name}, against our command line`, peer, found(run, file));
    const middle = median(peer.ms);
    lines.push([`${peer.name} ${peer.version}, without its start`, ms(middle), times(middle / median(app))]);
  }
  print('Native, from the file to totals by creator, ASIN, week and line', lines);
  if (lines.length === 3) console.log('  Polars and DuckDB were not measured: there is no python3 with pip and venv here. Install them (python3-venv) and run again.');
}

function peers(file, runs) {
  if (!existsSync(PYTHON)) return [];
  const text = execFileSync(PYTHON, [path.join(ROOT, 'benches/native_peers.py'), file, String(runs)], { encoding: 'utf8' });
  return text.trim().split('\n').map((line) => JSON.parse(line));
}

/** What the command line says, in the peers' words. */
function found(run, file) {
  const report = (by) => JSON.parse(run('kpis', file.name, '--by', by));
  const cents = (kpi) => String(Math.round(Number(report('line').kpis.find(({ id }) => id === kpi).value) * 100));
  const groups = Object.fromEntries(['creator', 'asin', 'week', 'line'].map((by) => [by, report(by).groups.length]));
  return { rows: file.rows, revenue_cents: cents('revenue'), commission_cents: cents('commission'), groups };
}
