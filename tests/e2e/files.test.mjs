// Files come in by every way, each is accounted for, and what is wrong with one is said and changes nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { open } from './harness.mjs';
import {
  allFigures, allRows, bigFile, card, cards, check, commandLine, downloaded, file, goTo, groupBy, groupsOf, idle, importFiles, kept, kpis, made, notice,
  overview, parseCsv, report, reported, saveState, showSample, totals, valuesOf,
} from './pages.mjs';

before(commandLine);

/** Drops File objects on an element, as the browser does for files dragged from the desktop. */
async function drop(page, selector, files) {
  await page.evaluate(([selector, files]) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name, { type: 'text/csv' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const event = new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer });
      document.querySelector(selector).dispatchEvent(event);
      if (type !== 'dragenter' && !event.defaultPrevented) throw new Error(`${type}: the browser would open the file instead`);
    }
  }, [selector, files]);
  await report(page).waitFor();
  await idle(page);
}

const textOf = async (name) => ({ name, text: await readFile(file(name), 'utf8') });

/** Overview shows exactly what the command line computes from these files. */
async function sameAs(page, ...names) {
  const shown = await overview(page);
  const expected = valuesOf(kpis(names.map(file)).kpis);
  assert.deepEqual(shown, Object.fromEntries(Object.keys(shown).map((id) => [id, expected[id]])));
}

test('files chosen with the button are read, and the report counts every record of all of them', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('january.csv'), file('broken.csv'));
  const [january, broken] = [check(file('january.csv')), check(file('broken.csv'))];
  const sum = (name) => january[name] + broken[name];
  assert.deepEqual(await reported(page), [sum('accepted'), sum('rejected'), sum('skipped')]);
  assert.equal(await cards(page, 'read').count(), 2);
  await sameAs(page, 'january.csv', 'broken.csv');
  assert.deepEqual(consoleErrors, []);
});

for (const [where, selector, hash] of [['on the drop zone', '[data-testid=drop-zone]', ''], ['anywhere on another page', 'h1', '#/settings']]) {
  test(`files dropped ${where} are read`, async (t) => {
    const { page } = await open(t, { hash });
    await drop(page, selector, [await textOf('january.csv'), await textOf('february.csv')]);
    assert.deepEqual(await reported(page), [5, 0, 0]);
    await sameAs(page, 'january.csv', 'february.csv');
  });
}

test('a table pasted into the field is read', async (t) => {
  const { page } = await open(t);
  await page.getByRole('button', { name: 'Paste a table' }).click();
  await page.getByLabel('Table to read').fill((await textOf('january.csv')).text);
  await page.getByRole('button', { name: 'Read this table' }).click();
  await report(page).waitFor();
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'january.csv');
});

test('a table pasted onto the page is read, also with tabs as a spreadsheet copies it', async (t) => {
  const { page } = await open(t);
  const { text } = await textOf('january.csv');
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
  }, text.replaceAll(',', '\t'));
  await report(page).waitFor();
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'january.csv');
});

const MEANINGS = { Woche: 'date', Produkt: 'asin', Partner: 'creator', Klickzahl: 'clicks', Bestellungen: 'orders', Umsatz: 'revenue', Provision: 'commission' };

/** Chooses in the mapping step what the headers of german.csv mean. */
async function mapGerman(page) {
  const mapping = page.getByTestId('mapping');
  for (const [header, target] of Object.entries(MEANINGS)) await mapping.getByLabel(header, { exact: true }).selectOption(target);
  await mapping.getByLabel('Day first').check();
  await mapping.getByLabel('1.234,56').check();
}

async function importMapping(page) {
  await page.getByTestId('mapping-import').click();
  await cards(page, 'needs-mapping').waitFor({ state: 'detached' });
  await report(page).waitFor();
  await idle(page);
}

test('a file with headers of its own says what it adds up to, in its own writing, and is read with one click', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('german.csv'));
  assert.deepEqual(await reported(page), [0, 0, 0], 'nothing is counted unasked');
  const totals = await page.getByTestId('mapping-totals').locator('div').allInnerTexts();
  // 1.234,50 − 56,70 + 99,99; 123,45 + 5,67 + 10,00; 1.200 + 800 + 90; 31 + 12 + 4
  assert.deepEqual(totals.map((text) => text.split(/\n+/)), [['Clicks', '2.090'], ['Orders', '47'], ['Revenue', '1.277,79'], ['Commission', '139,12']]);
  await importMapping(page);
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'german-meant.csv');
  assert.deepEqual(consoleErrors, []);
});

test('columns that nothing tells apart are asked about, previewed as they would be read, and then read exactly', async (t) => {
  const { page, consoleErrors } = await open(t);
  const own = (await textOf('german.csv')).text.replace(/.*/, 'A;B;C;D;E;F;G');
  await importFiles(page, made('own.csv', own));
  assert.deepEqual(await reported(page), [0, 0, 0]);
  await cards(page, 'needs-mapping').waitFor();
  assert.equal(await page.getByTestId('mapping-import').isDisabled(), true, 'nothing is imported before the columns are known');
  assert.equal(await page.getByLabel('F', { exact: true }).inputValue(), '', 'a number does not tell what it counts');
  assert.equal(await page.getByLabel('F', { exact: true }).locator('optgroup option').first().getAttribute('value'), 'revenue', 'amounts come first');
  for (const [letter, header] of Object.entries({ A: 'Woche', B: 'Produkt', C: 'Partner', D: 'Klickzahl', E: 'Bestellungen', F: 'Umsatz', G: 'Provision' })) {
    await page.getByLabel(letter, { exact: true }).selectOption(MEANINGS[header]);
  }
  await page.getByTestId('mapping-totals').getByText('1.277,79').waitFor();
  await importMapping(page);
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'german-meant.csv');
  assert.deepEqual(consoleErrors, []);
});

test('a file is read as the reader says, previewed as it would be read', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('german.csv'));
  await mapGerman(page);
  await page.getByTestId('mapping-preview').getByText('$1,234.50').waitFor();
  const preview = await page.getByTestId('mapping-preview').innerText();
  for (const text of ['4 Jan 2026', '1200', '-$56.70', 'Änne Groß']) assert.ok(preview.includes(text), `${text} in\n${preview}`);
  await importMapping(page);
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'german-meant.csv');
  assert.deepEqual(consoleErrors, []);
});

test('the next file of the same shape is read without asking, also after a reload', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('german.csv'));
  await mapGerman(page);
  await importMapping(page);
  await importFiles(page, file('german-next.csv'));
  assert.deepEqual(await reported(page), [1, 0, 0]);
  await saveState(page, 'saved').waitFor();
  await page.reload();
  await page.waitForFunction(() => window.__appReady);
  await importFiles(page, file('german-later.csv'));
  assert.deepEqual(await reported(page), [1, 0, 0]);
  await sameAs(page, 'german-meant.csv', 'german-next-meant.csv', 'german-later-meant.csv');
});

/** Everything the progress bar says, collected in the page as it changes. */
const watchProgress = (page) => page.evaluate(() => {
  globalThis.__progress = [];
  const look = () => {
    const bar = document.querySelector('[role=progressbar]');
    if (!bar) return;
    const now = [Number(bar.ariaValueNow), Number(bar.ariaValueMax)];
    if (String(globalThis.__progress.at(-1)) !== String(now)) globalThis.__progress.push(now);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
});

test('a big import counts its bytes, stops within a second of Cancel, and leaves all as it was before', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  const before = await allFigures(page, 'creator');
  const keptBefore = await kept(page);
  await goTo(page, 'data');
  await watchProgress(page);
  const big = await bigFile(t, 'big.csv', 60e6);
  const choosing = page.waitForEvent('filechooser');
  await page.getByText('Choose files', { exact: true }).click();
  await (await choosing).setFiles(big.path);
  await page.waitForFunction((bytes) => new Set(globalThis.__progress.filter(([now, max]) => max === bytes && now > 0).map(([now]) => now)).size >= 2, big.bytes);
  const took = await page.evaluate(() => new Promise((done) => {
    const began = performance.now();
    new MutationObserver(() => {
      if (!document.querySelector('[role=progressbar]')) done(performance.now() - began);
    }).observe(document.body, { subtree: true, childList: true });
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel').click();
  }));
  assert.ok(took < 1000, `${took.toFixed()} ms`);
  await notice(page, 'cancelled').waitFor();
  const values = (await page.evaluate(() => globalThis.__progress)).map(([now]) => now);
  assert.deepEqual(values, [...values].sort((a, b) => a - b), 'progress never goes back');
  assert.ok(values.at(-1) < big.bytes, 'it was stopped on the way');
  assert.equal(await report(page).count(), 0, 'what was stopped has no report');
  assert.equal(await card(page, 'big.csv').count(), 0);
  assert.deepEqual(await allFigures(page, 'creator'), before);
  assert.deepEqual(await kept(page), keptBefore);
  await importFiles(page, file('february.csv'));
  await sameAs(page, 'january.csv', 'february.csv');
  assert.deepEqual(consoleErrors, []);
});

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
const XLSX = Buffer.concat([Buffer.from('504b030414000600', 'hex'), Buffer.from('[Content_Types].xml'), Buffer.alloc(200)]);
const UNUSABLE = [
  ['an empty file', made('empty.csv', ''), 'empty-file', /Export the report again/],
  ['a picture named .csv', made('picture.csv', PNG), 'wrong-type', /picture/],
  ['a workbook cut off', made('report.xlsx', XLSX), 'archive', /Download it again/],
  ['a sign-in page saved as CSV', file('sign-in-page.csv'), 'wrong-type', /sign in again/],
];
for (const [what, input, code, advice] of UNUSABLE) {
  test(`${what} is named with what to do, and nothing is stored`, async (t) => {
    const { page, consoleErrors } = await open(t);
    await importFiles(page, input);
    assert.deepEqual(await reported(page), [0, 0, 0]);
    const outcome = cards(page, 'unusable').locator('.outcome');
    assert.equal(await outcome.getAttribute('data-code'), code);
    assert.match(await outcome.innerText(), advice);
    assert.deepEqual(Object.keys(await kept(page, 'creator-audit/workspace/')), [], 'there is no row to keep');
    await goTo(page, 'overview');
    await page.getByTestId('no-data').waitFor();
    assert.deepEqual(consoleErrors, []);
  });
}

test('a file with a header but no rows says so', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('header-only.csv'));
  assert.deepEqual(await reported(page), [0, 0, 0]);
  await card(page, 'header-only.csv').getByText('Export the report for a period with sales').first().waitFor();
  await goTo(page, 'overview');
  await page.getByTestId('no-data').waitFor();
  assert.deepEqual(consoleErrors, []);
});

test('unusable files among good ones leave the good ones whole', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...UNUSABLE.map(([, input]) => input), file('january.csv'));
  assert.equal(await cards(page, 'unusable').count(), UNUSABLE.length);
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, 'january.csv');
});

test('every rejected record is downloaded with its place, reason and text, and no text in it runs in a spreadsheet', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('broken.csv'));
  const { name, text } = await downloaded(page, () => page.getByTestId('rejects-download').first().click());
  assert.equal(name, 'rows-left-out.csv');
  const [header, ...rows] = parseCsv(text);
  assert.deepEqual(header, ['File', 'Line', 'Byte', 'Column', 'Code', 'Reason', 'Raw text']);
  const expected = check(file('broken.csv'));
  const errors = expected.issues.filter(({ severity }) => severity === 'error');
  assert.equal(rows.length, expected.rejected);
  assert.deepEqual(rows, errors.map(({ line, byte, column, code, message, raw }) => ['broken.csv', String(line), String(byte), column, code, message, raw]));
  const source = await readFile(file('broken.csv'), 'utf8'); // ASCII: a byte is a character
  const lines = source.split('\n');
  const columns = lines[0].split(',');
  for (const [, line, byte, column, , , raw] of rows) {
    assert.equal(lines[line - 1], raw);
    const cell = column ? raw.split(',')[columns.indexOf(column)] : raw;
    assert.ok(source.slice(byte).startsWith(cell), `byte ${byte} is where “${cell}” stands`);
  }
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\t\r]|^-(?!\d)/);
  assert.deepEqual(consoleErrors, []);
});

test('the same file twice adds nothing, also under another name', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  const before = await allFigures(page, 'creator');
  await importFiles(page, file('january.csv'));
  assert.deepEqual(await reported(page), [0, 0, 0]);
  await importFiles(page, made('copy of january.csv', (await textOf('january.csv')).text));
  assert.deepEqual(await reported(page), [0, 0, 0]);
  await cards(page, 'already-here').first().waitFor();
  assert.deepEqual(await allFigures(page, 'creator'), before);
});

test('removing a file brings back the figures of before, and undoing it those of after', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  const before = await allFigures(page, 'creator', 'week');
  await importFiles(page, file('february.csv'));
  const after = await allFigures(page, 'creator', 'week');
  assert.notDeepEqual(after, before);
  await goTo(page, 'data');
  await page.getByRole('button', { name: 'Remove february.csv and its rows' }).click();
  await notice(page, 'file-removed').waitFor();
  assert.deepEqual(await allFigures(page, 'creator', 'week'), before);
  await page.getByTestId('undo').click();
  await notice(page, 'undone').waitFor();
  assert.deepEqual(await allFigures(page, 'creator', 'week'), after);
});

test('a report of one creator asks for the name, which then is the key of its rows', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('one-creator.csv'));
  await page.getByTestId('creator-name').fill('Maya Cooks');
  await page.getByRole('button', { name: 'Save name' }).click();
  await notice(page, 'creator-named').waitFor();
  await saveState(page, 'saved').waitFor();
  await page.reload();
  await page.waitForFunction(() => window.__appReady);
  await groupBy(page, 'creator');
  const rows = await allRows(page);
  assert.deepEqual(rows.map(({ key }) => key), ['Maya Cooks']);
  const [expected] = Object.values(groupsOf(kpis([file('one-creator.csv')], '--by', 'creator')));
  assert.equal(rows[0].figures.revenue, expected.revenue);
  assert.equal((await totals(page)).commission, expected.commission);
});

test('own rows never mix with the sample: they open a workspace of their own, and the sample is kept under its label', async (t) => {
  const { page } = await open(t);
  await showSample(page);
  for (const slug of ['data', 'overview', 'performance', 'settings']) {
    await goTo(page, slug);
    assert.equal(await page.getByTestId('sample-label').count(), 1, slug);
  }
  await goTo(page, 'data');
  await importFiles(page, file('january.csv'));
  await notice(page, 'sample-aside').waitFor();
  assert.equal((await overview(page)).revenue, valuesOf(kpis([file('january.csv')]).kpis).revenue);
  for (const slug of ['data', 'overview', 'performance', 'settings']) {
    await goTo(page, slug);
    assert.equal(await page.getByTestId('sample-label').count(), 0, slug);
  }
  assert.equal(Object.keys(await kept(page, 'creator-audit/workspace/')).length, 2, 'both are kept');
});

test('a removed file comes back by Undo, and never into another workspace', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'), file('february.csv'));
  const both = await overview(page);
  await goTo(page, 'data');
  const undo = page.getByTestId('undo');
  await card(page, 'february.csv').getByRole('button', { name: /Remove/ }).click();
  await undo.click();
  await cards(page).nth(1).waitFor();
  assert.deepEqual(await overview(page), both);
  await goTo(page, 'data');
  await card(page, 'february.csv').getByRole('button', { name: /Remove/ }).click();
  await undo.waitFor();
  await importFiles(page, file('broken.csv'));
  assert.equal(await undo.count(), 0, 'what came after it is not discarded');
});
