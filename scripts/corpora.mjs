// Compares what the native command reads with what a folder's expected.json says.
//   node scripts/corpora.mjs FOLDER
//
// expected.json: { "<file name>": { encoding?, delimiter?, rows_ok?, rows_rejected?, rejected?: [{ line }], error_line?,
// sum_<header>?: "decimal", currency?, outcome?: "prose" } }. Other keys are notes. Per file one line is printed:
//   ok       every stated value was found
//   differs  at least one was not; what was expected and what was read follow
//   by eye   only prose is stated: it is printed beside a summary of what was read, for a person to judge
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
const command = path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'creator-audit');
const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'));

function read(file) {
  let text;
  try {
    text = execFileSync(command, ['check', file], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.signal || !error.stdout) throw new Error(`the command failed: ${(error.stderr || error.message).trim()}`);
    text = error.stdout; // it may exit with an error and still tell what it read
  }
  const answer = JSON.parse(text);
  return Array.isArray(answer) ? answer[0] : answer;
}

/** "1,50" is no number here; "1.5" and "1.50" are the same one. */
function decimal(text) {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(String(text ?? '').trim());
  if (!match) return String(text);
  const [, sign, whole, fraction = ''] = match;
  const value = fraction ? `${whole}.${fraction}` : whole;
  return value === '0' ? '0' : sign + value;
}

/** A sum is stated by the file's header and read by our name for that column: what a measure is summed under. */
function sumOf(result, header) {
  if (result.sums && header in result.sums) return result.sums[header];
  const canonical = Object.entries(result.columns ?? {}).find(([, spelling]) => spelling.replaceAll(' ', '') === header.replaceAll(' ', ''))?.[0];
  return canonical === undefined ? undefined : result.sums?.[canonical];
}

const lines = (result) => (result.issues ?? []).map((issue) => issue.line);

// key of expected.json -> [what is read, what was expected], both as text
const COMPARED = {
  encoding: (result, want) => [String(result.encoding).toLowerCase(), want.toLowerCase()],
  delimiter: (result, want) => [result.delimiter === '\t' ? '\\t' : result.delimiter, want === '\t' ? '\\t' : want],
  rows_ok: (result, want) => [String(result.accepted), String(want)],
  rows_rejected: (result, want) => [String(result.rejected), String(want)],
  currency: (result, want) => [String(result.currency), want],
};

function differences(result, want) {
  const found = [];
  let compared = 0;
  const hold = (key, [is, should]) => {
    compared += 1;
    if (is !== should) found.push(`${key}: expected ${should}, read ${is}`);
  };
  for (const [key, value] of Object.entries(want)) {
    if (key in COMPARED) hold(key, COMPARED[key](result, value));
    else if (key.startsWith('sum_')) hold(key, [decimal(sumOf(result, key.slice(4))), decimal(value)]);
    else if (key === 'error_line') hold(key, [lines(result).includes(value) ? String(value) : `lines ${lines(result)}`, String(value)]);
    else if (key === 'rejected') for (const { line } of value) hold('rejected', [lines(result).includes(line) ? `line ${line}` : `lines ${lines(result)}`, `line ${line}`]);
  }
  return { found, compared };
}

function summary({ kind, encoding, header_line, accepted, rejected, skipped, issues = [] }) {
  const first = issues.slice(0, 3).map(({ line, code }) => `${code} at line ${line}`).join(', ');
  return `${kind}, ${encoding}, header on line ${header_line}, ${accepted} accepted, ${rejected} rejected, ${skipped} skipped` +
    (issues.length ? `; ${issues.length} issues: ${first}${issues.length > 3 ? ', …' : ''}` : '');
}

const tally = { ok: 0, differs: 0, 'by eye': 0 };
const say = (verdict, name, details = []) => {
  tally[verdict] += 1;
  console.log(`${verdict.padEnd(8)} ${name}`);
  for (const detail of details) console.log(`           ${detail}`);
};

for (const [name, want] of Object.entries(expected)) {
  const file = path.join(folder, name);
  if (!existsSync(file)) {
    say('differs', name, ['expected.json names it, but there is no such file']);
    continue;
  }
  try {
    const result = read(file);
    const { found, compared } = differences(result, want);
    const prose = want.outcome ? [`stated: ${want.outcome}`, `read:   ${summary(result)}`] : [];
    if (found.length > 0) say('differs', name, [...found, ...prose]);
    else say(compared > 0 ? 'ok' : 'by eye', name, prose);
  } catch (error) {
    say('differs', name, [error.message]);
  }
}
console.log(`\n${tally.ok} ok, ${tally.differs} differ, ${tally['by eye']} to be read by eye`);
process.exitCode = tally.differs > 0 ? 1 : 0;
