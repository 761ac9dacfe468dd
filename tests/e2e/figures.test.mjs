// Every figure on the page is the one the command line computes from the same file.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { open } from './harness.mjs';
import { GROUPINGS, allRows, commandLine, file, folder, goTo, groupBy, groupsOf, idle, importFiles, kpis, overview, sampleFiles, tableOf, totals, valuesOf } from './pages.mjs';

before(commandLine);

const FIGURES_MS_MAX = 5_000;

/** Only the ids that are shown: columns without any value are named below the table instead. */
const shownOf = (shown, expected) => Object.fromEntries(Object.keys(shown).map((id) => [id, expected[id]]));

/** The table shown has every group of the command line, no other, and each figure exactly. */
async function sameTable(page, expected) {
  const rows = await allRows(page);
  const groups = groupsOf(expected);
  assert.deepEqual(rows.map(({ key }) => key).sort(), Object.keys(groups).sort());
  for (const row of rows) assert.deepEqual(row.figures, shownOf(row.figures, groups[row.key]), row.label);
  const shown = await totals(page);
  assert.deepEqual(shown, shownOf(shown, valuesOf(expected.kpis)), 'totals');
  const valued = expected.groups.flatMap(({ kpis }) => kpis).filter(({ value }) => value !== null).map(({ id }) => id);
  assert.deepEqual([...new Set(valued)].filter((id) => !(id in shown)), [], 'every figure that has a value has a column');
}

test('the sample shows its figures on Overview within five seconds of the second click', async (t) => {
  const { page, consoleErrors } = await open(t);
  const began = performance.now();
  await page.getByTestId('sample-button').click();
  await page.locator('[data-testid=tile] [data-kpi=revenue][data-exact]').waitFor();
  const took = performance.now() - began;
  assert.ok(took < FIGURES_MS_MAX, `${took.toFixed()} ms`);
  assert.match(page.url(), /#\/overview$/);
  await page.getByTestId('sample-label').waitFor();
  assert.deepEqual(consoleErrors, []);
});

test('#demo=cpg opens the sample', async (t) => {
  const { page } = await open(t, { hash: '#demo=cpg' });
  await page.locator('[data-kpi=revenue][data-exact]').first().waitFor();
  await page.getByTestId('sample-label').waitFor();
  assert.doesNotMatch(page.url(), /demo/);
});

test('every figure of the sample on Overview is the one the command line computes', async (t) => {
  const expected = valuesOf(kpis(await sampleFiles(t)).kpis);
  const { page } = await open(t, { hash: '#demo=cpg' });
  await page.locator('[data-kpi=revenue][data-exact]').first().waitFor();
  const shown = await overview(page);
  assert.deepEqual(shown, shownOf(shown, expected));
  const valued = Object.keys(expected).filter((id) => expected[id] !== null);
  assert.deepEqual(valued.filter((id) => !(id in shown)), [], 'every figure that has a value is on the page');
});

test('every row of every grouping of the sample is the one the command line computes', async (t) => {
  const sample = await sampleFiles(t);
  const { page } = await open(t, { hash: '#demo=cpg' });
  await page.locator('[data-kpi=revenue][data-exact]').first().waitFor();
  for (const by of Object.keys(GROUPINGS)) {
    await groupBy(page, by);
    await sameTable(page, kpis(sample, '--by', by));
  }
});

test('a table of a thousand creators is whole when scrolled through, and each row is the one the command line computes', async (t) => {
  const header = 'Date,ASIN,Creator,Clicks,Orders,Revenue,Commission\n';
  const row = (at) => `2026-01-${String(1 + (at % 28)).padStart(2, '0')},B0OATEMB0${at % 9},Creator ${at % 1000},${at + 20},${at % 19},${(at * 7919 % 100_000) / 100},${at % 50}.25\n`;
  const name = path.join(await folder(t), 'thousand.csv');
  await writeFile(name, header + Array.from({ length: 2500 }, (_, at) => row(at)).join(''));
  const { page } = await open(t);
  await importFiles(page, name);
  await groupBy(page, 'creator');
  await sameTable(page, kpis([name], '--by', 'creator'));
});

test('a filter by date and by product line changes every figure to those of the rows inside', async (t) => {
  const sample = await sampleFiles(t);
  const { page } = await open(t, { hash: '#demo=cpg' });
  await page.locator('[data-kpi=revenue][data-exact]').first().waitFor();
  await page.getByTestId('filter-from').fill('2026-02-03');
  await page.getByTestId('filter-to').fill('2026-03-19');
  await page.waitForURL(/from=2026-02-03&to=2026-03-19/);
  await idle(page);
  const range = ['--from', '2026-02-03', '--to', '2026-03-19'];
  const shown = await overview(page);
  assert.deepEqual(shown, shownOf(shown, valuesOf(kpis(sample, ...range).kpis)));
  await groupBy(page, 'week');
  await sameTable(page, kpis(sample, '--by', 'week', ...range));

  await page.getByTestId('filter-clear').click();
  const lines = groupsOf(kpis(sample, '--by', 'line'));
  const line = Object.keys(lines)[0];
  await page.getByTestId('filter-line').selectOption({ label: line });
  await idle(page);
  await tableOf(page, 'week');
  const inLine = await totals(page);
  assert.equal(inLine.revenue, lines[line].revenue);
  assert.equal(inLine.clicks, lines[line].clicks);
});

test('rows are sorted by the figure of the column, whichever way, and searched by name', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'), file('february.csv'));
  await groupBy(page, 'creator');
  const revenues = async () => (await allRows(page)).map((row) => Number(row.figures.revenue));
  const largestFirst = await revenues();
  assert.deepEqual(largestFirst, [...largestFirst].sort((a, b) => b - a));
  await page.getByRole('columnheader', { name: 'Revenue', exact: true }).getByRole('button').click();
  await page.locator('th[aria-sort=ascending]', { hasText: 'Revenue' }).waitFor();
  await idle(page);
  assert.deepEqual(await revenues(), largestFirst.toReversed());
  await page.getByTestId('table-search').fill('cle');
  await page.getByText('1 creator matches').waitFor();
  assert.deepEqual((await allRows(page)).map(({ label }) => label), ['Cleo']);
  await page.getByTestId('table-search').fill('nobody of this name');
  await page.getByTestId('no-match').waitFor();
  await goTo(page, 'overview');
});
