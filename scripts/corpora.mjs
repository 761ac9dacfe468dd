// Reads every file below a folder with the native command and compares with what the folders' expected.json say.
//   node scripts/corpora.mjs FOLDER [DIFFERENCES.json]
//
// expected.json: { "<file name>": { encoding?, delimiter?, rows_ok?, rows_rejected?, rejected?: [{ line, code?, got?, want? }],
// error_line?, sum_<header>?: "decimal", cell_r<row>_<header>?: text or decimal, currency?, outcome?: "prose" } }. Other keys are
// notes. A file that no expected.json names must only end: within two seconds, every record accounted for. Printed is:
//   ok       every stated value was found
//   judged   prose is stated, somebody has judged once what must be read of it, and that was found
//   listed   something differs, and the list says why that is right
//   differs  something differs that is not listed, or is listed and does not differ
//   by eye   prose is stated that nobody has judged: it is printed beside what was read
// The list (tests/corpora.json): { "<file name>": { differs?: { "<key>": "why" }, outcome?: "the prose that was judged",
// found?: { "<field of check>": value, issues?: [[line, code]] } } }
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const [folder, listed = 'tests/corpora.json'] = process.argv.slice(2);
const command = path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'creator-audit');
const LIST = JSON.parse(readFileSync(listed, 'utf8'));
const MS_MAX = 2_000;
const scratch = mkdtempSync(path.join(tmpdir(), 'creator-audit-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

function run(...args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: MS_MAX, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.code === 'ETIMEDOUT') throw new Error(`the command took more than ${MS_MAX / 1000} seconds`);
    if (error.signal || error.status !== 1 || !error.stdout) throw new Error(`the command failed: ${(error.stderr || error.message).trim()}`);
    return error.stdout; // it exits with an error and still tells what it read
  }
}

function read(file) {
  const [result] = JSON.parse(run('check', file));
  const sum = result.accepted + result.rejected + result.skipped;
  if (sum !== result.records) throw new Error(`accepted + rejected + skipped is ${sum}, records ${result.records}`);
  return result;
}

/** "1,50" is no number here; "1.5" and "1.50" are the same one. */
function decimal(text) {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(String(text ?? '').trim());
  if (!match) return String(text);
  const [, sign, whole, fraction = ''] = match;
  const value = fraction ? `${whole}.${fraction}` : whole;
  return value === '0' ? '0' : sign + value;
}

const isDecimal = (text) => /^-?\d+(\.\d+)?$/.test(text);
const bare = (header) => header.replaceAll(/\s/g, '');

/** A sum is stated by the file's header and read by our name for that column: what a measure is summed under. */
function sumOf(result, header) {
  if (result.sums && header in result.sums) return result.sums[header];
  const canonical = Object.entries(result.columns ?? {}).find(([, spelling]) => bare(spelling) === bare(header))?.[0];
  return canonical === undefined ? undefined : result.sums?.[canonical];
}

/** Decimals as whole millionths. */
const micros = (text) => { const [whole, fraction = ''] = String(text).split('.'); return BigInt(whole + fraction.padEnd(6, '0').slice(0, 6)); };
const fromMicros = (value) => decimal(`${value < 0n ? '-' : ''}${String(value < 0n ? -value : value).padStart(7, '0').replace(/(\d{6})$/, '.$1')}`);

/** One cell as it is read: an amount is what the column's sum loses when the row is left out, a text is the text. */
function cellOf(file, result, row, header, want) {
  const all = run('records', file).trim().split('\n').map((line) => JSON.parse(line));
  const rows = all.filter(({ line }) => line >= result.header_line);
  const column = rows[0].fields.findIndex((name) => bare(name) === bare(header));
  // Offsets are those of the file only where it is UTF-8.
  if (!isDecimal(want) || column < 0 || !result.encoding.startsWith('utf-8')) return rows[row]?.fields[column];
  const bytes = readFileSync(file);
  const without = path.join(scratch, path.basename(file));
  writeFileSync(without, Buffer.concat([bytes.subarray(0, rows[row].byte), bytes.subarray(rows[row + 1]?.byte ?? bytes.length)]));
  return fromMicros(micros(sumOf(result, header)) - micros(sumOf(read(without), header) ?? '0'));
}

const tab = (delimiter) => (delimiter === '\t' ? '\\t' : delimiter);
const plural = (issues) => (issues.length > 0 ? issues.map(({ line, code }) => `${code} at line ${line}`).join(', ') : 'nothing');

/** [[key, what is read, what was expected]] of everything stated that can be compared. */
function comparisons(file, result, want) {
  const { issues = [] } = result;
  const at = (line) => issues.filter((issue) => issue.line === line);
  const compare = {
    encoding: (value) => [String(result.encoding).toLowerCase(), value.toLowerCase()],
    delimiter: (value) => [tab(result.delimiter), tab(value)],
    rows_ok: (value) => [String(result.accepted), String(value)],
    rows_rejected: (value) => [String(result.rejected), String(value)],
    currency: (value) => [String(result.currency), value],
    error_line: (value) => [at(value).some(({ severity }) => severity === 'error') ? `an error at line ${value}` : plural(issues), `an error at line ${value}`],
  };
  const all = [];
  for (const [key, value] of Object.entries(want)) {
    const cell = /^cell_r(\d+)_(.+)$/.exec(key);
    if (key in compare) all.push([key, ...compare[key](value)]);
    else if (cell) all.push([key, String(cellOf(file, result, Number(cell[1]), cell[2], value)), isDecimal(value) ? decimal(value) : value]);
    else if (key.startsWith('sum_')) all.push([key, decimal(sumOf(result, key.slice(4))), decimal(value)]);
    else if (key === 'rejected') for (const stated of value) all.push(['rejected', rejection(at(stated.line), stated), rejection([], stated, true)]);
  }
  return all;
}

/** The rejection at a line, in as many words as are stated of it. */
function rejection(issues, { line, code, got, want }, stated = false) {
  const issue = stated ? { code: code?.replaceAll('_', '-') } : issues.find(({ severity }) => severity === 'error');
  if (!issue) return `nothing at line ${line}`;
  const [, found, header] = stated ? [0, got, want] : /(\d+) fields\D+(\d+)/.exec(issue.message) ?? [];
  return [`line ${line}`, code && issue.code, got && `${found} fields`, want && `of ${header}`].filter(Boolean).join(', ');
}

/** What was judged to be read of prose: fields of check, and issues as [line, code], of which there may be more. */
function judged(result, found) {
  const wrong = [];
  for (const [field, value] of Object.entries(found)) {
    if (field === 'issues') {
      const missing = value.filter(([line, code]) => !result.issues.some((issue) => issue.line === line && issue.code === code));
      if (missing.length > 0) wrong.push(`issues: expected ${missing.map(([line, code]) => `${code} at line ${line}`)}, read ${plural(result.issues)}`);
    } else if (!isDeepStrictEqual(result[field], value)) wrong.push(`${field}: expected ${JSON.stringify(value)}, read ${JSON.stringify(result[field])}`);
  }
  return wrong;
}

const summary = ({ kind, encoding, header_line, accepted, rejected, skipped, issues = [] }) =>
  `${kind}, ${encoding || 'no text'}, header on line ${header_line}, ${accepted} accepted, ${rejected} rejected, ${skipped} skipped; ${plural(issues.slice(0, 5))}`;

const tally = { ok: 0, judged: 0, listed: 0, differs: 0, 'by eye': 0 };
const say = (verdict, name, details = []) => {
  tally[verdict] += 1;
  console.log(`${verdict.padEnd(8)} ${name}`);
  for (const detail of details) console.log(`           ${detail}`);
};

function compareFile(file, name, want) {
  const result = read(file);
  const known = LIST[name] ?? {};
  const compared = comparisons(file, result, want);
  const wrong = compared.filter(([, is, should]) => is !== should);
  const unlisted = wrong.filter(([key]) => !(key in (known.differs ?? {}))).map(([key, is, should]) => `${key}: expected ${should}, read ${is}`);
  const idle = Object.keys(known.differs ?? {}).filter((key) => !wrong.some(([other]) => other === key)).map((key) => `${key}: is listed as a difference and is none`);
  const isJudged = want.outcome !== undefined && want.outcome === known.outcome;
  const details = [...unlisted, ...idle, ...(isJudged ? judged(result, known.found) : [])];
  const prose = want.outcome && !isJudged ? [`stated: ${want.outcome}`, `read:   ${summary(result)}`] : [];
  if (details.length > 0) return say('differs', name, [...details, `stated: ${want.outcome ?? 'no more'}`, `read:   ${summary(result)}`]);
  if (wrong.length > 0) return say('listed', name, wrong.map(([key, is, should]) => `${key}: expected ${should}, read ${is}: ${known.differs[key]}`));
  return say(prose.length > 0 ? 'by eye' : isJudged ? 'judged' : 'ok', name, prose);
}

let ended = 0;
function walk(place) {
  const entries = readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const here = entries.some(({ name }) => name === 'expected.json') ? JSON.parse(readFileSync(path.join(place, 'expected.json'), 'utf8')) : {};
  for (const name of Object.keys(here)) if (!entries.some((entry) => entry.name === name)) say('differs', name, ['expected.json names it, but there is no such file']);
  for (const entry of entries) {
    const file = path.join(place, entry.name);
    if (entry.isDirectory()) walk(file);
    else if (entry.name !== 'expected.json') {
      try {
        if (entry.name in here) compareFile(file, entry.name, here[entry.name]);
        else { read(file); ended += 1; }
      } catch (error) {
        say('differs', path.relative(folder, file), [error.message]);
      }
    }
  }
}

walk(folder);
console.log(`\n${tally.ok} ok, ${tally.judged} judged, ${tally.listed} differ as listed, ${tally.differs} differ, ${tally['by eye']} to be read by eye; ` +
  `${ended} other files end in a state of their own`);
process.exitCode = tally.differs > 0 ? 1 : 0;
