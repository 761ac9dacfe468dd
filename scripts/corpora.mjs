// Reads every file below a folder with the native command and compares with what is stated of it.
//   node scripts/corpora.mjs FOLDER [LIST.json]
//
// What is stated, by how a folder looks:
//   expected.json  { "<file name>": { encoding?, delimiter?, rows_ok?, rows_rejected?, rejected?: [{ line, code?, got?, want? }], error_line?,
//                  sum_<header>?: "decimal", cell_r<row>_<header>?: text or decimal, currency?, outcome?: "prose" } }; other keys are notes
//   csv-spectrum, Papa Parse, big list of naughty strings: as their authors publish them
//   any other file: it ends within two seconds with every record accounted for; CSV and TSV is split as Python's csv module splits it
// Printed of each case is:
//   ok       every stated value was found
//   judged   prose is stated, somebody has judged once what must be read of it, and that was found
//   listed   something differs, and the list says why that is right
//   differs  something differs that is not listed, or is listed and does not differ so
//   by eye   prose is stated that nobody has judged: it is printed beside what was read
// The list (tests/corpora.json): { judged: { "<file name>": { outcome?: "the prose that was judged", found: { "<field of check>": value,
// issues?: [[line, code]], of which there may be more, revenue_by?: { "<grouping>": { key: decimal } } } } },
// twins: [{ corpus, case: "book.xlsx/Sheet1", as: "the same.csv" }],
// differences: [{ corpus, case, expected, read, why }] }; of rows only those that differ.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cellsOf, check, difference, records, run } from './corpora/engine.mjs';
import { comparisons, judged, summary } from './corpora/expected.mjs';
import { CSV_SPECTRUM, NAUGHTY_STRINGS, PAPA_PARSE, naughtyFile, naughtyStrings, papaCases, papaTables, spectrumCases } from './corpora/published.mjs';

const STATED = 'expected.json';
/** Larger files are read, and not laid beside Python cell by cell. */
const SPLIT_BYTES_MAX = 4 << 20;
const [root, listed = 'tests/corpora.json'] = process.argv.slice(2);
const LIST = JSON.parse(readFileSync(listed, 'utf8'));
const scratch = mkdtempSync(path.join(tmpdir(), 'creator-audit-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

// --- what was found, corpus by corpus ---

const VERDICTS = ['ok', 'judged', 'listed', 'differs', 'by eye'];
const table = new Map();
const used = new Set();
const met = new Set();

const rowOf = (corpus) => {
  if (!table.has(corpus)) table.set(corpus, { cases: 0, cells: 0, ...Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) });
  return table.get(corpus);
};

function say(corpus, verdict, name, { details = [], cells = 0, quiet = false } = {}) {
  const row = rowOf(corpus);
  row.cases += 1;
  row.cells += cells;
  row[verdict] += 1;
  if (quiet && verdict === 'ok') return;
  console.log(`${verdict.padEnd(8)} ${corpus}: ${name}`);
  for (const detail of details) console.log(`           ${detail}`);
}

/** The reason why a difference is right, if somebody has listed just this one. */
function reason(corpus, name, expected, read) {
  const at = LIST.differences.findIndex((entry, index) => !used.has(index) && entry.corpus === corpus && entry.case === name
    && isDeepStrictEqual(entry.expected, expected) && isDeepStrictEqual(entry.read, read));
  if (at >= 0) used.add(at);
  return LIST.differences[at]?.why;
}

/** Two splits of one text: the same, or different with a reason, or wrong. */
function compareRows(corpus, name, theirs, ours, quiet = false) {
  met.add(`${corpus}: ${name}`);
  const cells = cellsOf(theirs);
  const found = difference(theirs, ours);
  if (!found) return say(corpus, 'ok', name, { cells, quiet });
  const why = reason(corpus, name, ...found);
  const sides = [`expected: ${JSON.stringify(found[0])}`, `read:     ${JSON.stringify(found[1])}`];
  return say(corpus, why ? 'listed' : 'differs', name, { cells, details: why ? [...sides, why] : sides });
}

// --- folders that state what is to be read of each file ---

const compareTotals = (file, name, corpus, want, result) => {
  const known = LIST.judged[name] ?? {};
  const reasons = [];
  const wrong = [];
  for (const [key, is, should] of comparisons(file, result, want, scratch)) {
    met.add(`${corpus}: ${name}, ${key}`);
    if (is === should) continue;
    const why = reason(corpus, `${name}, ${key}`, should, is);
    (why ? reasons : wrong).push(`${key}: expected ${should}, read ${is}${why ? `: ${why}` : ''}`);
  }
  const isJudged = known.found !== undefined && want.outcome === known.outcome;
  const details = [...wrong, ...(isJudged ? judged(file, result, known.found) : [])];
  if (details.length > 0) return say(corpus, 'differs', name, { details: [...details, `stated: ${want.outcome ?? 'no more'}`, `read:   ${summary(result)}`] });
  if (want.outcome && !isJudged) return say(corpus, 'by eye', name, { details: [...reasons, `stated: ${want.outcome}`, `read:   ${summary(result)}`] });
  if (reasons.length > 0) return say(corpus, 'listed', name, { details: reasons });
  return say(corpus, isJudged ? 'judged' : 'ok', name);
};

// --- corpora with cases of their own ---

function comparePublished(corpus, cases, quiet) {
  rowOf(corpus).isWhole = true;
  for (const [at, { name, text, file, options = [], rows, read = (fields) => fields, isMalformed }] of cases.entries()) {
    const place = file ?? path.join(scratch, `${at}.csv`);
    if (text !== undefined) writeFileSync(place, text);
    guarded(corpus, name, () => {
      const found = records(place, ...options);
      const ours = read(found.map(({ fields }) => fields));
      if (isMalformed && difference(rows, ours) && !found.some(({ fault }) => fault)) throw new Error('it is damaged, is read otherwise than stated, and no record says so');
      compareRows(corpus, name, rows, ours, quiet);
    });
  }
}

function compareNames(strings) {
  rowOf(NAUGHTY_STRINGS).isWhole = true;
  const { text, earned } = naughtyFile(strings);
  const file = path.join(scratch, 'naughty.csv');
  writeFileSync(file, text);
  compareRows(NAUGHTY_STRINGS, 'each string as a field', strings.map((name) => [name]), records(file).slice(1).map(({ fields }) => [fields[1]]));
  const [{ accepted }] = check(file);
  compareRows(NAUGHTY_STRINGS, 'each row read', [[strings.length]], [[accepted]]);
  const { groups } = JSON.parse(run('kpis', file, '--by', 'creator', '--kpi', 'revenue'));
  const sorted = (entries) => entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const cents = ({ key, kpis: [{ value }] }) => [key, Number(BigInt(value.replace('.', '')) / 10_000n)];
  compareRows(NAUGHTY_STRINGS, 'revenue of each name, in cents', sorted([...earned]), sorted(groups.map(cents)));
}

// --- how files are split, beside Python's csv module ---

const isTable = (name) => /\.(csv|tsv)$/i.test(name);

/** Files whose split is compared, when all are known: [{ corpus, name, file, encoding }]. */
const toSplit = [];

function splitAll() {
  if (toSplit.length === 0) return;
  const input = JSON.stringify(toSplit.map(({ file, encoding }) => [file, encoding ?? null]));
  const answers = JSON.parse(execFileSync('python3', ['tests/split.py'], { input, encoding: 'utf8', maxBuffer: 1 << 28 }));
  for (const [at, { corpus, name, file, ours }] of toSplit.entries()) {
    const { error, rows } = answers[at];
    guarded(corpus, name, () => {
      if (ours) return compareRows(corpus, name, rows, records(ours).map(({ fields }) => fields));
      if (error) throw new Error(`Python cannot read it: ${error}`);
      const [{ records: count, issues }] = check(file);
      // A file that is no table to us has no records, and a complaint says so.
      const refused = count === 0 && issues.find(({ code }) => code === 'wrong-type');
      compareRows(corpus, `${name}, split`, rows, refused ? [[refused.code]] : records(file).map(({ fields }) => fields), true);
    });
  }
}

// --- all folders ---

function guarded(corpus, name, compare) {
  try {
    compare();
  } catch (error) {
    say(corpus, 'differs', name, { details: [error.message] });
  }
}

/** The public name of a folder's corpus is the folder's, without its version. */
const corpusOf = (folder) => path.basename(path.resolve(folder)).replace(/-[\d.]+$/, '');

function walkFiles(folder, names, published) {
  const isStated = names.includes(STATED);
  const corpus = published ?? (isStated ? STATED : corpusOf(folder));
  const stated = isStated ? JSON.parse(readFileSync(path.join(folder, STATED), 'utf8')) : {};
  for (const name of Object.keys(stated)) if (!names.includes(name)) say(corpus, 'differs', name, { details: [`${STATED} names it, but there is no such file`] });
  // Tables that the corpus has twice: in an archive or a workbook, and as text.
  for (const { corpus: of, case: table, as } of LIST.twins ?? []) {
    if (of === corpus && names.includes(as)) toSplit.push({ corpus, name: `${table}, as ${as}`, file: path.join(folder, as), ours: path.join(folder, table) });
  }
  for (const name of names.filter((name) => name !== STATED)) {
    const file = path.join(folder, name);
    guarded(corpus, name, () => {
      const [result] = check(file);
      if (name in stated) compareTotals(file, name, corpus, stated[name], result);
      else say(corpus, 'ok', name, { quiet: true });
    });
    if (isTable(name) && statSync(file).size <= SPLIT_BYTES_MAX) toSplit.push({ corpus, name, file, encoding: stated[name]?.encoding });
  }
}

function walk(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const spectrum = spectrumCases(folder);
  const papa = papaTables(folder);
  const strings = naughtyStrings(folder);
  if (spectrum) return comparePublished(CSV_SPECTRUM, spectrum);
  if (strings) compareNames(strings);
  if (papa) {
    const [cases, leftOut] = papaCases(papa);
    comparePublished(PAPA_PARSE, cases, true);
    rowOf(PAPA_PARSE).note = `${Object.values(leftOut).reduce((sum, count) => sum + count, 0)} cases ask for an option that is no question of splitting: ${JSON.stringify(leftOut)}`;
  }
  walkFiles(folder, entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name), papa ? PAPA_PARSE : strings ? NAUGHTY_STRINGS : undefined);
  for (const entry of entries) if (entry.isDirectory()) walk(path.join(folder, entry.name));
}

walk(root);
splitAll();
for (const [at, { corpus, case: name }] of LIST.differences.entries()) {
  const isHere = met.has(`${corpus}: ${name}`) || table.get(corpus)?.isWhole;
  if (isHere && !used.has(at)) say(corpus, 'differs', name, { details: ['it is listed as a difference and does not differ so any more'] });
}
const columns = ['corpus', 'cases', 'cells', ...VERDICTS];
console.log(`\n${columns.map((column) => column.padEnd(column === 'corpus' ? 30 : 9)).join('')}`);
for (const [corpus, row] of table) console.log(columns.map((column) => String(column === 'corpus' ? corpus : row[column]).padEnd(column === 'corpus' ? 30 : 9)).join(''));
for (const { note } of table.values()) if (note) console.log(note);
const all = [...table.values()];
if (all.length === 0) console.log('there is no file in the folder');
process.exitCode = all.length === 0 || all.some(({ differs }) => differs > 0) ? 1 : 0;
