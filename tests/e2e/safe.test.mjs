// Nothing leaves the page after it has loaded, and no text of a file is ever more than text.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { open, untilReady } from './harness.mjs';
import {
  GROUPINGS, allFigures, allRows, bigFile, cards, commandLine, downloaded, file, folder, goTo, groupBy, groupsOf, idle, importFiles, kpis, made, notice, overview,
  parseCsv, report, saveState, showSample, tableOf,
} from './pages.mjs';

before(commandLine);

const noteViolations = () => {
  globalThis.__violations = [];
  document.addEventListener('securitypolicyviolation', (event) => globalThis.__violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
};

/** All that can be done without leaving the page. */
async function everything(t, page) {
  await showSample(page);
  await page.locator('[data-testid=tile] .figure').first().click();
  await page.getByRole('button', { name: 'As a table' }).first().click();
  await downloaded(page, () => page.getByRole('button', { name: 'PNG' }).first().click());
  await importFiles(page, file('january.csv'), file('broken.csv'), file('german.csv'), file('sign-in-page.csv'), made('empty.csv', ''));
  await downloaded(page, () => page.getByTestId('rejects-download').first().click());
  await importFiles(page, (await bigFile(t, 'big.csv', 3e6)).path);
  for (const by of Object.keys(GROUPINGS)) {
    await groupBy(page, by);
    await page.locator('tr[data-row] a').first().click();
    await page.getByTestId('row-panel').locator('canvas').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('row-panel').waitFor({ state: 'hidden' });
  }
  await page.getByTestId('table-search').fill('maya');
  await idle(page);
  await downloaded(page, () => page.getByTestId('table-download').click());
  await page.getByTestId('filter-from').fill(await page.getByTestId('filter-from').getAttribute('max'));
  await page.waitForURL(/from=/);
  await goTo(page, 'settings');
  await page.getByLabel('Dark').check();
  await page.getByTestId('fixed_costs').fill('12.50');
  await page.getByTestId('fixed_costs').blur();
  await notice(page, 'settings-saved').waitFor();
  await page.getByTestId('wipe').click();
  await page.getByTestId('wipe-confirm').click();
  await notice(page, 'wiped').waitFor();
}

test('nothing is requested after the page has loaded, whatever is done, and the policy of the page objects to nothing', async (t) => {
  const { page, requests, serverLog, consoleErrors } = await open(t, { init: noteViolations });
  const [seen, served] = [requests.length, serverLog.length];
  assert.ok(served > 5);
  await everything(t, page);
  assert.deepEqual(requests.slice(seen), []);
  assert.deepEqual(serverLog.slice(served), []);
  assert.deepEqual(await page.evaluate(() => globalThis.__violations), []);
  assert.deepEqual(consoleErrors, []);
});

test('with the network off everything works that works with it', async (t) => {
  const { page, context } = await open(t);
  await context.setOffline(true);
  await everything(t, page);
});

test('when the part that computes dies it is started again without a request, and the figures are back', async (t) => {
  const { page, requests, serverLog } = await open(t);
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  const before = await allFigures(page, 'creator');
  const [seen, served] = [requests.length, serverLog.length];
  for (const round of ['first', 'second']) {
    const [worker] = page.workers();
    const next = page.waitForEvent('worker');
    await worker.evaluate(() => { setTimeout(() => { throw new Error('made by the test'); }); });
    await next;
    await notice(page, 'engine-restarted').waitFor();
    await idle(page);
    assert.deepEqual(await allFigures(page, 'creator'), before, round);
    await page.getByRole('button', { name: 'Close this notice' }).click();
  }
  await importFiles(page, file('february.csv'));
  assert.notDeepEqual(await allFigures(page, 'creator'), before);
  assert.deepEqual(requests.slice(seen), []);
  assert.deepEqual(serverLog.slice(served), []);
});

test('when the part that computes dies during an import, that is said and what was there is still there', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  const before = await overview(page);
  await goTo(page, 'data');
  const big = await bigFile(t, 'big.csv', 30e6);
  const choosing = page.waitForEvent('filechooser');
  await page.getByText('Choose files', { exact: true }).click();
  await (await choosing).setFiles(big.path);
  await page.getByRole('progressbar').waitFor();
  await page.workers()[0].evaluate(() => { setTimeout(() => { throw new Error('made by the test'); }); });
  await notice(page, 'engine-restarted').waitFor();
  await idle(page);
  assert.deepEqual(await overview(page), before);
});

const NAMES = [
  '<img src=x onerror=window.__ran=1>', '<script>window.__ran=1</script>', '"><svg onload=window.__ran=1>', '{{constructor.constructor("window.__ran=1")()}}',
  '=HYPERLINK("http://127.0.0.1:9/","click")', '+1+1', '-2+3', '@SUM(A1:A9)', '＝1+1', 'javascript:window.__ran=1', '\u202eGnola\u202c', 'مايا تطبخ', '👩🏽‍🍳 Maya 🇩🇪',
  'z̸̢a̷l̶g̵o̴', 'Robert\'); DROP TABLE creators;--', '%s%n%x', '../../etc/passwd', '__proto__', 'constructor', 'x'.repeat(5000),
];

async function naughtyFile(t) {
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const row = (name, at) => `2026-01-04,B0OATEMB01,${quoted(name)},${quoted(`Campaign ${name}`)},${quoted(name)},${quoted(name)},${100 + at},1,${at === 0 ? '-12.50' : `${at}.25`},1.00`;
  const name = path.join(await folder(t), 'naughty.csv');
  await writeFile(name, `Date,ASIN,Creator,Campaign,Product Line,Title,Clicks,Orders,Revenue,Commission\n${NAMES.map(row).join('\n')}\n`);
  return name;
}

test('text of a file stays text wherever it is shown', async (t) => {
  const name = await naughtyFile(t);
  const { page, consoleErrors, consoleWarnings, requests, context } = await open(t, { init: noteViolations });
  page.on('dialog', (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
  const seen = requests.length;
  await importFiles(page, name);
  const harmless = async (where) => {
    const found = await page.evaluate(() => ({
      ran: globalThis.__ran,
      brought: [...document.querySelectorAll('img, script:not([type=module]), iframe, object, embed, [onerror], [onload], a[href^="javascript:"], a[href^="http"]')].map((element) => element.outerHTML.slice(0, 80)),
      wide: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
    }));
    assert.deepEqual(found, { ran: undefined, brought: [], wide: 0 }, where);
  };
  await harmless('data');
  for (const [by, dimension] of [['creator', 'creator'], ['campaign', 'campaign'], ['line', 'line']]) {
    await groupBy(page, by);
    const rows = await allRows(page);
    const expected = groupsOf(kpis([name], '--by', dimension));
    assert.deepEqual(rows.map(({ key }) => key).sort(), Object.keys(expected).sort());
    for (const row of rows) assert.equal(row.label, row.key);
    await harmless(by);
  }
  await groupBy(page, 'creator');
  assert.deepEqual((await allRows(page)).map(({ label }) => label).sort(), [...NAMES].sort(), 'not a character is changed');
  for (const tricky of NAMES.slice(0, 5)) {
    await page.locator('tr[data-row] a', { hasText: tricky }).first().click();
    const panel = page.getByTestId('row-panel');
    await panel.locator('canvas').waitFor();
    assert.equal(await panel.locator('h2').first().textContent(), tricky);
    await panel.getByRole('button', { name: 'As a table' }).click();
    assert.ok((await panel.locator('.chart-table caption').textContent()).includes(tricky));
    await harmless(`the panel of ${tricky}`);
    assert.ok(!(await page.title()).includes(tricky.slice(0, 8)));
    assert.match(page.url(), /#\/performance\?row=[\w-]+$/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
  }
  for (const typed of NAMES.slice(0, 3)) {
    await page.getByTestId('table-search').fill(typed);
    await page.locator('.table-status', { hasText: typed }).waitFor();
    await harmless(`a search for ${typed}`);
  }
  await page.getByTestId('table-search').fill('');
  await goTo(page, 'overview');
  for (const button of await page.getByRole('button', { name: 'As a table' }).all()) await button.click();
  await harmless('overview');
  const tables = (await page.locator('.chart-table').allTextContents()).join('\n');
  assert.ok(NAMES.some((name) => tables.includes(name)), 'the chart of creators has their names');
  assert.deepEqual(requests.slice(seen), []);
  assert.deepEqual(await page.evaluate(() => globalThis.__violations), []);
  assert.deepEqual(consoleErrors, []);
  const said = consoleWarnings.join('\n');
  assert.deepEqual(NAMES.filter((name) => said.includes(name)), [], 'the console never has a text of the file');
  assert.equal(context.pages().length, 1);
});

test('a copied or downloaded table runs nothing in a spreadsheet, and refunds stay numbers', async (t) => {
  const name = await naughtyFile(t);
  const { page, context } = await open(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await importFiles(page, name);
  await groupBy(page, 'creator');
  const { name: saved, text } = await downloaded(page, () => page.getByTestId('table-download').click());
  assert.equal(saved, 'creator-audit-by-creator.csv');
  const [header, ...rows] = parseCsv(text);
  assert.equal(rows.length, NAMES.length + 1, 'every row, and the totals');
  const number = /^(-?\d+(\.\d+)?)?$/;
  for (const row of rows) {
    assert.equal(row.length, header.length);
    for (const cell of row.slice(0, 2)) assert.doesNotMatch(cell, /^[=+\-@\t\r\n＝]/);
    for (const cell of row.slice(2)) assert.match(cell, number, 'a figure is a number or nothing');
  }
  const revenue = header.indexOf('Revenue');
  assert.equal(rows.find(([key]) => key === NAMES[0])[revenue], '-12.500000');
  const expected = groupsOf(kpis([name], '--by', 'creator'));
  for (const row of rows.slice(0, -1)) {
    const key = row[0].replace(/^'(?=[=+\-@＝])/, '');
    assert.equal(row[revenue], expected[key].revenue, key);
  }
  await page.getByTestId('table-copy').click();
  await notice(page, 'copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(parseCsv(copied), parseCsv(text));
});

test('a file name and a workspace name stay text', async (t) => {
  const { page } = await open(t);
  await importFiles(page, made('<img src=x onerror=window.__ran=1>.csv', 'Date,ASIN,Creator,Revenue\n2026-01-04,B0OATEMB01,Ana,1.00\n2026-01-05,x,Ana,1\n'));
  await cards(page, 'read').getByRole('heading', { name: '<img src=x onerror=window.__ran=1>.csv' }).waitFor();
  const { text } = await downloaded(page, () => page.getByTestId('rejects-download').first().click());
  assert.equal(parseCsv(text)[1][0], '<img src=x onerror=window.__ran=1>.csv');
  await goTo(page, 'settings');
  await page.getByTestId('workspace-name').fill('<script>window.__ran=1</script>');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.reload();
  await untilReady(page);
  await page.getByRole('button', { name: 'Rename the workspace <script>window.__ran=1</script>' }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.__ran), undefined);
});
