// What a reader does on each page, and what they see there. Waits are for what the page shows, never for a time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A small input of tests/e2e/files/. */
export const file = (name) => fileURLToPath(new URL(`files/${name}`, import.meta.url));

/** A file made in memory, as the file chooser takes it. */
export const made = (name, content, mimeType = 'text/csv') => ({ name, mimeType, buffer: Buffer.from(content) });

/** A folder that goes with the test. */
export async function folder(t) {
  const made = await mkdtemp(path.join(tmpdir(), 'creator-audit-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

// --- The command line, which computes every figure a second time ---

let binary;

/** Builds the command line where no build of it is there. */
export function commandLine() {
  if (binary) return binary;
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const builds = ['release', 'debug'].map((profile) => path.join(target, profile, 'creator-audit'));
  const newest = () => builds.filter(existsSync).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (!newest()) execFileSync('cargo', ['build', '--locked', '--bin', 'creator-audit'], { cwd: ROOT, stdio: 'inherit' });
  return (binary = newest());
}

const run = (args) => execFileSync(commandLine(), args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

const SAMPLE_KINDS = ['attribution', 'catalogue', 'rates', 'creators', 'costs', 'operations', 'competitor-cards'];

/** Every file of the sample, written into a folder; returns their paths. */
export async function sampleFiles(t) {
  const place = await folder(t);
  const names = SAMPLE_KINDS.map((kind) => path.join(place, `${kind}.csv`));
  await Promise.all(names.map((name, at) => writeFile(name, run(['sample', SAMPLE_KINDS[at]]))));
  return names;
}

/** What `creator-audit kpis` says of these files. */
export const kpis = (files, ...options) => JSON.parse(run(['kpis', ...files, ...options]));

/** `creator-audit check` of one file. */
export const check = (name) => JSON.parse(run(['check', name]))[0];

/** { id: exact value, or null where there is none }. */
export const valuesOf = (entries) => Object.fromEntries(entries.map(({ id, value }) => [id, value]));

/** { key: { id: value } } */
export const groupsOf = (report) => Object.fromEntries(report.groups.map(({ key, kpis }) => [key, valuesOf(kpis)]));

// --- The page ---

export const GROUPINGS = { creator: 'creator', asin: 'ASIN', line: 'product line', campaign: 'campaign', week: 'week', month: 'month' };

const STILL_MS_MAX = 30_000; // a loaded two-core machine

/** Resolves when nothing is being read, computed or saved. */
export async function idle(page) {
  await page.waitForFunction(() => {
    const has = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
    return !has('[role=progressbar]') && !has('[data-testid=save-state][data-state=saving]') && !has('.page[aria-busy=true]') && !has('.table-scroll.busy')
      && !has('main .skeleton');
  }, null, { timeout: STILL_MS_MAX });
}

export const report = (page) => page.getByTestId('import-report');

/** Chooses files with the button, and waits for the end of the import. */
export async function importFiles(page, ...files) {
  await goTo(page, 'data');
  const before = await report(page).elementHandle({ timeout: 1 }).catch(() => null);
  const choosing = page.waitForEvent('filechooser');
  await page.getByText('Choose files', { exact: true }).click();
  const mixed = files.some((file) => typeof file !== 'string'); // the chooser takes all paths or all buffers
  await (await choosing).setFiles(files.map((file) => (mixed && typeof file === 'string' ? made(path.basename(file), readFileSync(file)) : file)));
  if (before) await before.waitForElementState('hidden', { timeout: STILL_MS_MAX });
  await report(page).waitFor({ timeout: STILL_MS_MAX });
  await idle(page);
}

/** The contract's attributes of the report. */
export const reported = (page) => report(page).evaluate(({ dataset }) => [dataset.accepted, dataset.rejected, dataset.skipped].map(Number));

/** Loads the sample and waits for its figures. */
export async function showSample(page) {
  await page.getByTestId('sample-button').click();
  await page.locator('[data-testid=tile] [data-kpi=revenue][data-exact]').waitFor();
  await idle(page);
}

/** Goes to a page by its link in the menu. */
export async function goTo(page, slug) {
  const link = page.locator(`nav[aria-label=Pages] a[href^="#/${slug}"]`);
  if ((await link.getAttribute('aria-current')) !== 'page') await link.click();
  await page.locator(`nav[aria-label=Pages] a[href^="#/${slug}"][aria-current=page]`).waitFor();
  await idle(page);
}

/** Goes to one grouping of Performance. */
export async function groupBy(page, by) {
  await goTo(page, 'performance');
  await page.getByRole('navigation', { name: 'Group rows by' }).getByRole('link', { name: new RegExp(`^${GROUPINGS[by]}$`, 'i') }).click();
  await tableOf(page, by);
}

/** Waits for the table of a grouping. */
export async function tableOf(page, by) {
  await page.locator('.data-table caption', { hasText: new RegExp(`^By ${GROUPINGS[by]}$`) }).waitFor({ state: 'attached' });
  await idle(page);
}

/** [[id, exact or null]] of all figures below `selector`, as the page shows them. */
const figures = (page, selector) => page.locator(`${selector} [data-kpi]`).evaluateAll((spans) => spans.map((span) => [span.dataset.kpi, span.dataset.exact ?? null]));

/** Every figure of Overview: { id: exact }. A figure shown twice must be the same twice. */
export async function overview(page) {
  await goTo(page, 'overview');
  return merge(await page.locator('main [data-kpi]:not([data-key])').evaluateAll((spans) => spans.map((span) => [span.dataset.kpi, span.dataset.exact ?? null])));
}

function merge(pairs) {
  const all = {};
  for (const [id, exact] of pairs) {
    if (id in all && all[id] !== exact) throw new Error(`${id} is shown as ${all[id]} and as ${exact}`);
    all[id] = exact;
  }
  return all;
}

/** Totals of the table shown. */
export const totals = async (page) => merge(await figures(page, '.data-table tfoot'));

/** All rows of the table shown, in order, scrolled through window by window: [{ key, label, figures: { id: exact } }]. */
export async function allRows(page) {
  const count = (await page.locator('.data-table').getAttribute('aria-rowcount')) - 2; // without header and totals
  const rows = [];
  while (rows.length < count) {
    const next = rows.length + 2; // row 1 is the header
    await page.locator('.table-scroll').evaluate((box, next) => {
      const rows = [...box.querySelectorAll('tr[data-row]')];
      const height = rows[0].getBoundingClientRect().height;
      if (!rows.some((row) => row.ariaRowIndex === String(next))) box.scrollTop = (next - 2) * height;
    }, next);
    await page.locator(`tr[data-row][aria-rowindex="${next}"]`).waitFor({ state: 'attached' });
    const seen = await page.locator('tr[data-row]').evaluateAll((rows) => rows.map((row) => ({
      index: Number(row.ariaRowIndex),
      label: row.querySelector('th a').textContent,
      keys: [...new Set([...row.querySelectorAll('[data-key]')].map((span) => span.dataset.key))],
      figures: [...row.querySelectorAll('[data-kpi]')].map((span) => [span.dataset.kpi, span.dataset.exact ?? null]),
    })));
    for (const row of seen.sort((a, b) => a.index - b.index)) {
      if (row.index !== rows.length + 2) continue;
      if (row.keys.length !== 1) throw new Error(`row ${row.index} has the keys ${row.keys}`);
      rows.push({ key: row.keys[0], label: row.label, figures: merge(row.figures) });
    }
  }
  return rows;
}

/** The figures of every page, in one object: equal before and after means nothing changed. */
export async function allFigures(page, ...groupings) {
  const all = { overview: await overview(page) };
  for (const by of groupings) {
    await groupBy(page, by);
    all[by] = [await allRows(page), await totals(page)];
  }
  return all;
}

/** Clicks, and reads what is downloaded. */
export async function downloaded(page, click) {
  const coming = page.waitForEvent('download');
  await click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

export const notice = (page, code) => page.locator(`[data-testid=notice][data-code="${code}"]`);
export const saveState = (page, state) => page.locator(`[data-testid=save-state][data-state=${state}]`);
export const cards = (page, state) => page.locator(`[data-testid=file-card]${state ? `[data-state=${state}]` : ''}`);
export const card = (page, name) => cards(page).filter({ has: page.getByRole('heading', { name }) });

/** What is kept: { key: fingerprint }, of all keys or those that begin so. */
export async function kept(page, prefix = '') {
  const all = await page.evaluate(() => Object.entries({ ...localStorage }));
  const print = (text) => `${text.length} ${createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 16)}`;
  return Object.fromEntries(all.filter(([key]) => key.startsWith(prefix)).map(([key, text]) => [key, print(text)]).sort());
}

/** Rows of a CSV text. */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted && c === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') { row.push(cell); cell = ''; }
    else if (!quoted && c === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); row = []; cell = ''; }
    else cell += c;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows;
}

/** A CSV file of about this many bytes, all rows different; returns its path and the number of rows. */
export async function bigFile(t, name, bytes, creators = 500) {
  const lines = ['Date,Creator ID,Creator,Campaign,ASIN,Product Line,Clicks,Orders,Units,Revenue,Commission'];
  const day = (at) => new Date(Date.UTC(2025, 0, 1 + (at % 365))).toISOString().slice(0, 10);
  let size = 0;
  for (let at = 0; size < bytes; at += 1) {
    const creator = String(at % creators).padStart(5, '0');
    const line = `${day(at)},cr-${creator},Creator number ${creator} of the programme,Campaign ${at % 7},B0OATE${String(at % 90).padStart(4, '0')},Line ${at % 5},${at % 997},${at % 31},${at % 37},${(at % 9001) / 100},${(at % 901) / 100}`;
    lines.push(line);
    size += line.length + 1;
  }
  const target = path.join(await folder(t), name);
  await writeFile(target, lines.join('\n') + '\n');
  return { path: target, rows: lines.length - 1, bytes: statSync(target).size };
}
