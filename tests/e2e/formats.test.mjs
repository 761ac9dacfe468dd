// How a file was read is seen on its card and switched there: order of dates, decimal mark, encoding.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, open, untilReady } from './harness.mjs';
import { allRows, card, cards, goTo, groupBy, idle, notice, overview, report, saveState } from './pages.mjs';

/** Drops a file with the time it was modified, which the file chooser cannot say. */
async function drop(page, { name, bytes, lastModified }) {
  await goTo(page, 'data');
  const before = await report(page).elementHandle({ timeout: 1 }).catch(() => null);
  await page.evaluate(({ name, bytes, lastModified }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'text/csv', lastModified }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.querySelector('[data-testid=drop-zone]').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer }));
    }
  }, { name, bytes: [...bytes], lastModified });
  if (before) await before.waitForElementState('hidden');
  await report(page).waitFor();
  await idle(page);
}

/** Both dates exist in either order: 4 March and 6 May, or 3 April and 5 June. */
const ambiguous = (name, first = '03/04/2026') => ({
  name, lastModified: 1_772_000_000_000,
  bytes: Buffer.from(`Date,Creator ID,Creator,ASIN,Clicks,Revenue,Commission\n${first},c1,Ann,B000000001,10,100.00,10.00\n05/06/2026,c2,Ben,B000000002,20,250.50,25.05\n`),
});

/** Months with revenue: { '2026-03': '100.000000' }. */
async function months(page) {
  await groupBy(page, 'month');
  const rows = await allRows(page);
  return Object.fromEntries(rows.filter(({ figures }) => Number(figures.revenue)).map(({ key, figures }) => [key, figures.revenue]).sort());
}

const MONTH_FIRST = { '2026-03': '100.000000', '2026-05': '250.500000' };
const DAY_FIRST = { '2026-04': '100.000000', '2026-06': '250.500000' };

async function unfold(page, name) {
  await goTo(page, 'data');
  const fold = card(page, name).locator('details.file-fold').first();
  if (!(await fold.evaluate((details) => details.open))) await fold.locator('summary').first().click();
  return card(page, name);
}

/** Says something of a file with the keyboard alone, and has it read again. */
async function readAgain(page, name, label, option) {
  const one = await unfold(page, name);
  await one.getByLabel(label, { exact: true }).selectOption(option);
  const button = one.getByTestId('read-again');
  await button.focus();
  await page.keyboard.press('Enter');
  await notice(page, 'read-again').waitFor();
  await idle(page);
}

async function step(page, which, code) {
  await page.getByTestId(which).click();
  await notice(page, code).waitFor();
  await idle(page);
}

test('dates whose order nothing tells are shown as assumed, switched, taken back, kept over a reload and repeated', async (t) => {
  const { page, requests, consoleErrors } = await open(t);
  const loaded = requests.length;
  await drop(page, ambiguous('a.csv'));
  assert.match(await card(page, 'a.csv').getByTestId('assumed').innerText(), /^Assumed – Date: month first\.$/);
  assert.deepEqual(await months(page), MONTH_FIRST);
  const one = await unfold(page, 'a.csv');
  assert.ok(await one.getByTestId('read-again').isDisabled(), 'nothing is said yet');
  assert.match(await one.innerText(), /Dates such as 03\/04\/2026 are read month first; nothing in the file says otherwise\./);
  assert.deepEqual(await axe(page), []);
  await readAgain(page, 'a.csv', 'Order of dates in Date', 'day-first');
  assert.ok(await page.evaluate(() => document.activeElement?.closest('[data-testid=file-card]') !== null), 'the focus stays with the file');
  assert.ok(await card(page, 'a.csv').locator('details.file-fold').first().evaluate((details) => details.open), 'and the file stays unfolded');
  assert.equal(await cards(page, 'read').count(), 1);
  assert.equal(await card(page, 'a.csv').getByTestId('assumed').count(), 0);
  assert.deepEqual(await months(page), DAY_FIRST);
  assert.equal((await overview(page)).revenue, '350.500000');
  await step(page, 'undo-step', 'undone');
  assert.deepEqual(await months(page), MONTH_FIRST);
  await saveState(page, 'saved').waitFor();
  assert.equal(requests.length, loaded, 'nothing is fetched for it');
  await page.reload();
  await untilReady(page);
  assert.deepEqual(await months(page), MONTH_FIRST);
  await step(page, 'redo-step', 'redone');
  assert.deepEqual(await months(page), DAY_FIRST);
  await saveState(page, 'saved').waitFor();
  // The next file with these headers is read as this one was.
  await drop(page, ambiguous('b.csv', '07/08/2026'));
  assert.equal(await card(page, 'b.csv').getByTestId('assumed').count(), 0);
  assert.deepEqual(await months(page), { ...DAY_FIRST, '2026-08': '100.000000' });
  assert.deepEqual(consoleErrors, []);
});

test('after a reload the card asks for the file again; dropped again it is recognised and can be switched', async (t) => {
  const { page, consoleErrors } = await open(t);
  await drop(page, ambiguous('a.csv'));
  await saveState(page, 'saved').waitFor();
  await page.reload();
  await untilReady(page);
  const gone = await unfold(page, 'a.csv');
  assert.equal(await gone.locator('select').count(), 0);
  assert.match(await gone.getByTestId('drop-again').innerText(), /To have a\.csv read in another way, drop it on this page again/);
  await drop(page, ambiguous('a.csv'));
  assert.equal(await cards(page, 'already-here').count(), 1);
  await readAgain(page, 'a.csv', 'Order of dates in Date', 'day-first');
  assert.equal(await cards(page).count(), 1, 'what was said of the second dropping is over');
  assert.deepEqual(await months(page), DAY_FIRST);
  assert.deepEqual(consoleErrors, []);
});

/** 0xC1 0xDD is `ÁÝ` in Windows-1252, `ﾁﾝ` (half-width kana) in Shift-JIS. */
const older = (name, cents = '5.00') => ({
  name, lastModified: 1_772_000_000_000,
  bytes: Buffer.concat([Buffer.from('Date,Creator,ASIN,Revenue,Commission\n2026-01-04,'), Buffer.from([0xc1, 0xdd]), Buffer.from(`,B000000001,${cents},0.50\n`)]),
});

const creators = async (page) => {
  await groupBy(page, 'creator');
  return (await allRows(page)).map(({ label }) => label);
};

test('an older encoding that was taken for another is switched, and holds for the next file that looks so', async (t) => {
  const { page, consoleErrors } = await open(t);
  await drop(page, older('a.csv'));
  const one = await unfold(page, 'a.csv');
  assert.equal(await one.getByLabel('Encoding', { exact: true }).evaluate((select) => select.selectedOptions[0].text), 'Assumed: Windows-1252 (Western European)');
  assert.deepEqual(await creators(page), ['ÁÝ']);
  await readAgain(page, 'a.csv', 'Encoding', 'shift_jis');
  assert.deepEqual(await creators(page), ['ﾁﾝ']);
  await step(page, 'undo-step', 'undone');
  assert.deepEqual(await creators(page), ['ÁÝ']);
  await step(page, 'redo-step', 'redone');
  await drop(page, older('b.csv', '7.00'));
  assert.deepEqual(await creators(page), ['ﾁﾝ'], 'both files speak of one creator');
  assert.deepEqual(consoleErrors, []);
});

test('a form in which a file cannot be read changes nothing, and says so', async (t) => {
  const { page, consoleErrors } = await open(t);
  await drop(page, ambiguous('a.csv'));
  const one = await unfold(page, 'a.csv');
  await one.getByLabel('Encoding', { exact: true }).selectOption('utf-16le');
  await one.getByTestId('read-again').click();
  await notice(page, 'not-read-again').waitFor();
  assert.match(await notice(page, 'not-read-again').innerText(), /a\.csv stays as it was read before\./);
  assert.deepEqual(await months(page), MONTH_FIRST);
  assert.deepEqual(consoleErrors, []);
});

for (const width of [320, 768, 1440]) {
  test(`${width} px: what can be switched fits, and every control says what it is for`, async (t) => {
    const { page } = await open(t, { width, colorScheme: width === 768 ? 'dark' : 'light' });
    await drop(page, ambiguous('a.csv'));
    await unfold(page, 'a.csv');
    const { wide, nameless } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      nameless: [...document.querySelectorAll('[data-testid=formats] select')].filter((select) => !select.labels?.[0]?.textContent.trim()).length,
    }));
    assert.deepEqual([wide, nameless], [0, 0]);
    assert.deepEqual(await axe(page), []);
  });
}

test('a file that waits shows its headers by another separator at once, stays so, and the next like it is read without asking', async (t) => {
  const { page } = await open(t);
  await untilReady(page);
  // Four bars in every line, three semicolons: it is taken for five columns.
  const bars = (name, rows) => ({ name, lastModified: 1_772_000_000_000, bytes: Buffer.from(`Tag;Wer|a|b|c|d;Prod;Geld\n${rows}`) });
  await drop(page, bars('bars.csv', '2026-01-02;Ann|p|q|r|s;B000000001;5.50\n2026-01-03;Ben|p|q|r|s;B000000002;6.25\n'));
  const headers = () => page.getByTestId('mapping').locator('tbody th').allInnerTexts();
  const shown = (header) => page.getByTestId('mapping').getByLabel(header, { exact: true }).waitFor();
  await shown('d;Prod;Geld');
  await page.getByTestId('mapping').getByLabel('Separator', { exact: true }).selectOption('\t');
  await page.getByTestId('mapping-outcome').getByText('Choose another separator').waitFor();
  await page.getByTestId('mapping').getByLabel('Separator', { exact: true }).selectOption(';');
  await shown('Wer|a|b|c|d');
  assert.deepEqual((await headers()).slice(0, 4), ['Tag', 'Wer|a|b|c|d', 'Prod', 'Geld']);
  assert.equal(await page.getByTestId('mapping').locator('tbody tr', { hasText: 'Wer' }).locator('code').first().innerText(), 'Ann|p|q|r|s');
  await goTo(page, 'overview');
  await goTo(page, 'data');
  await shown('Wer|a|b|c|d');
  assert.equal(await page.getByTestId('mapping').getByLabel('Separator', { exact: true }).inputValue(), ';');
  for (const [header, target] of Object.entries({ Tag: 'date', 'Wer|a|b|c|d': 'creator', Prod: 'asin', Geld: 'revenue' })) {
    await page.getByTestId('mapping').getByLabel(header, { exact: true }).selectOption(target);
  }
  await page.getByTestId('mapping-totals').getByText('11.75').waitFor();
  await page.getByTestId('mapping-import').click();
  await cards(page, 'needs-mapping').waitFor({ state: 'detached' });
  await idle(page);
  await drop(page, bars('more.csv', '2026-02-02;Cid|p|q|r|s;B000000001;1.00\n'));
  assert.equal(await cards(page, 'needs-mapping').count(), 0);
  assert.equal((await overview(page)).revenue, '12.750000');
});
