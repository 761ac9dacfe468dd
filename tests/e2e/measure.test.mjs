// Proportions with their intervals, ranks, product lines beside the total, and a period beside another.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { axe, open } from './harness.mjs';
import { commandLine, goTo, groupBy, idle, kpis, sampleFiles } from './pages.mjs';

before(commandLine);

async function sample(t) {
  const names = await sampleFiles(t);
  const { page, consoleErrors } = await open(t, { hash: '#demo=cpg' });
  await page.locator('[data-kpi=revenue][data-exact]').first().waitFor();
  return { page, consoleErrors, names };
}

test('conversion is ranked by the lower bound, and each row shows between what it lies', async (t) => {
  const { page, consoleErrors, names } = await sample(t);
  await groupBy(page, 'creator');
  await page.getByRole('columnheader', { name: 'Conversion', exact: true }).getByRole('button').click();
  await page.getByTestId('ranking').waitFor();
  await idle(page);
  assert.match(page.url(), /sort=-conversion-rate/);
  const shown = await page.locator('tbody tr[data-row]').evaluateAll((rows) => rows.map((row) => {
    const within = row.querySelector('[data-kpi=conversion-rate] + .within');
    return { key: row.querySelector('[data-key]').dataset.key, rank: row.querySelector('[data-testid=rank]').textContent, low: within?.dataset.low, high: within?.dataset.high };
  }));
  const ranked = shown.filter(({ rank }) => rank !== '–').map(({ rank }) => Number(rank));
  assert.ok(ranked.length > 10);
  assert.deepEqual(ranked, [...ranked].sort((a, b) => a - b));
  const groups = Object.fromEntries(kpis(names, '--by', 'creator', '--kpi', 'conversion-rate').groups.map(({ key, kpis: [entry] }) => [key, entry]));
  for (const { key, low, high } of shown) assert.deepEqual([low, high], [groups[key].low ?? undefined, groups[key].high ?? undefined], key);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(consoleErrors, []);
});

test('every product line stands beside the total on Overview', async (t) => {
  const { page, names } = await sample(t);
  const lines = kpis(names, '--by', 'line', '--kpi', 'revenue').groups.map(({ key, kpis: [entry] }) => [key, entry.value]);
  const shown = await page.getByTestId('product-lines').locator('[data-kpi=revenue]').evaluateAll((spans) => spans.map((span) => [span.dataset.key, span.dataset.exact]));
  assert.deepEqual(shown.sort(), lines.sort());
  await page.getByRole('link', { name: 'Every figure by line' }).click();
  await page.waitForURL(/#\/performance\?by=line/);
});

test('a month beside the days before it: the address keeps it, and each change is the one the command line computes', async (t) => {
  const { page, names } = await sample(t);
  await page.getByTestId('filter-from').fill('2026-03-01');
  await page.getByTestId('filter-to').fill('2026-03-31');
  await page.getByTestId('filter-compare').selectOption('previous');
  await page.waitForURL(/compare=previous/);
  await page.getByTestId('compared').getByText('29 Jan – 28 Feb 2026').waitFor();
  await idle(page);
  const expected = kpis(names, '--from', '2026-03-01', '--to', '2026-03-31', '--compare', 'previous');
  const changes = Object.fromEntries(expected.kpis.map(({ id, compare }) => [id, compare.change]));
  const tiles = await page.locator('[data-testid=tile] .tile').evaluateAll((tiles) => tiles.map((tile) => [tile.querySelector('[data-kpi]').dataset.kpi, tile.querySelector('.changed')?.dataset.change ?? null]));
  assert.ok(tiles.filter(([, change]) => change).length >= 5);
  for (const [id, change] of tiles) assert.equal(change, changes[id], id);
  await page.reload();
  await page.getByTestId('compared').waitFor();
  await goTo(page, 'performance');
  await page.getByTestId('compared').waitFor();
  assert.deepEqual(await axe(page), []);
});
