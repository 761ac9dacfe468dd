// Archives, workbooks, encodings: what a file really is decides how it is read, not what its name says; what cannot be read
// is named, and the page asks the network for nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open } from './harness.mjs';
import { allFigures, card, cards, commandLine, goTo, idle, importFiles, kept, kpis, made, notice, overview, report, reported, saveState, valuesOf } from './pages.mjs';

before(commandLine);

/** A file of the golden cases, which python's own libraries wrote. */
const golden = (name) => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
const book = (name) => golden(`books/in/${name}`);

/** Overview shows what the command line computes from these files. */
async function sameAs(page, ...files) {
  const shown = await overview(page);
  const expected = valuesOf(kpis(files).kpis);
  assert.deepEqual(shown, Object.fromEntries(Object.keys(shown).map((id) => [id, expected[id]])));
}

const names = async (page, state) => (await cards(page, state).locator('h3').allInnerTexts()).sort();
const codeOf = (page, name) => card(page, name).locator('.outcome').getAttribute('data-code');

/** Opens the page; `quiet` holds that since then it has asked for nothing and complained of nothing. */
async function opened(t) {
  const app = await open(t);
  const asked = app.requests.length;
  const quiet = () => {
    assert.deepEqual(app.requests.slice(asked), [], 'nothing is fetched after the page is ready');
    assert.deepEqual(app.consoleErrors, []);
  };
  return { ...app, quiet };
}

test('a zip with files, a workbook, a picture and what a Mac leaves behind becomes a row for each file', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, book('reports.zip'));
  // Two rows, one row of UTF-16, one of a gzip inside, and of the workbook two counted, one left out, one total.
  assert.deepEqual(await reported(page), [6, 1, 1]);
  assert.deepEqual(await names(page, 'read'), ['reports.zip/book.xlsx/Earnings & more', 'reports.zip/january/plain.csv', 'reports.zip/january/wide.csv', 'reports.zip/packed.csv.gz/packed.csv']);
  assert.deepEqual(await names(page, 'needs-mapping'), ['reports.zip/book.xlsx/Notes']);
  assert.deepEqual(await names(page, 'unusable'), ['reports.zip/more.zip', 'reports.zip/old.xls', 'reports.zip/picture.csv']);
  assert.deepEqual([await codeOf(page, 'more.zip'), await codeOf(page, 'old.xls'), await codeOf(page, 'picture.csv')], ['archive', 'workbook', 'wrong-type']);
  await sameAs(page, book('reports.zip'));
  quiet();
});

test('workbooks as Excel and as programs write them are read to the last digit, and a hidden sheet is said to be one', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, book('excel.xlsx'), book('program.xlsx'));
  assert.deepEqual(await reported(page), [4, 1, 1]);
  await sameAs(page, book('excel.xlsx'), book('program.xlsx'));
  await goTo(page, 'data');
  const notes = card(page, 'excel.xlsx/Notes');
  await notes.getByText('No column was recognised').first().waitFor();
  quiet();
});

test('gzip, and a zip whose files are stored as they are', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, book('weekly.csv.gz'), book('stored.zip'));
  assert.deepEqual(await reported(page), [3, 0, 0]);
  await sameAs(page, book('weekly.csv.gz'), book('stored.zip'));
  quiet();
});

test('an archive dropped twice, or its files again beside it, counts nothing twice', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, book('reports.zip'));
  const before = await allFigures(page, 'creator');
  await importFiles(page, book('reports.zip'), book('excel.xlsx'));
  assert.deepEqual(await reported(page), [0, 0, 0]);
  assert.deepEqual(await allFigures(page, 'creator'), before);
  quiet();
});

test('the rows of an archive are kept, and there after a reload', async (t) => {
  const { page } = await opened(t);
  await importFiles(page, book('reports.zip'));
  await saveState(page, 'saved').waitFor();
  const before = await allFigures(page, 'creator');
  await page.reload();
  await page.waitForFunction(() => window.__appReady);
  await idle(page);
  assert.deepEqual(await allFigures(page, 'creator'), before);
});

const ENCODINGS = ['excel-unicode-text', 'german-windows', 'shift-jis', 'utf-16be-no-mark', 'utf-8-mark', 'utf-8-one-damaged'].map((name) => golden(`encodings/in/${name}.csv`));

test('text in six encodings is read as the command line reads it, names included', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, ...ENCODINGS);
  assert.deepEqual(await reported(page), [8, 4, 0]);
  await sameAs(page, ...ENCODINGS);
  const creators = kpis(ENCODINGS, '--by', 'creator').groups.map(({ key }) => key).sort();
  assert.deepEqual(creators, ['Müller – Größe', 'Zoë', 'Zoë Ñandú', 'Åse', 'Ğülşen', 'ソニー表示能力', '東京クリエイター'].sort());
  const shown = await allFigures(page, 'creator');
  assert.deepEqual(shown.creator[0].map(({ label }) => label).sort(), creators);
  quiet();
});

const bytes = (hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const WRONG = [
  ['a PDF', made('report.csv', '%PDF-1.7\n1 0 obj'), 'wrong-type', /PDF/],
  ['a picture', made('report.csv', bytes('ffd8ffe0 00104a46 49460001')), 'wrong-type', /JPEG/],
  ['a Word document', golden('books-unusable/in/letter.docx'), 'wrong-type', /Word/],
  ['an old Word document', golden('books-unusable/in/letter.doc'), 'wrong-type', /Word/],
  ['a protected workbook', golden('books-unusable/in/protected.xlsx'), 'workbook', /password/],
  ['a workbook with nothing in it called .csv', golden('books-unusable/in/blank-workbook-named.csv'), 'workbook', /No sheet/],
  ['a protected zip', golden('books-unusable/in/protected.zip'), 'archive', /password/],
  ['a zip cut off', golden('books-unusable/in/cut.zip'), 'archive', /damaged or cut off/],
  ['a zip with a wrong checksum', golden('books-unusable/in/wrong-sum.zip'), 'archive', /checksum/],
  ['a 7z archive', made('report.zip', bytes('377abcaf271c 0004')), 'archive', /7z/],
  ['JSON', made('report.csv', '{"rows": []}'), 'wrong-type', /JSON/],
  ['a Parquet file', made('report.csv', 'PAR1\u0015\u0004'), 'wrong-type', /Parquet/],
];

test('a dozen wrong files are named within a second, with what to do, and nothing is stored', async (t) => {
  const { page, quiet } = await opened(t);
  for (const [what, input, code, words] of WRONG) {
    const chosen = typeof input === 'string' ? made(path.basename(input), readFileSync(input)) : input;
    await page.evaluate(() => {
      globalThis.__took = new Promise((done) => {
        document.querySelector('#file-input').addEventListener('change', () => {
          const began = performance.now();
          const seen = new MutationObserver(() => {
            if (!document.querySelector('[data-testid=import-report]')) return;
            seen.disconnect();
            done(performance.now() - began);
          });
          seen.observe(document.body, { subtree: true, childList: true });
        }, { once: true, capture: true });
      });
    });
    await importFiles(page, chosen);
    const took = await page.evaluate(() => globalThis.__took);
    assert.ok(took < 1000, `${what}: ${took.toFixed()} ms`);
    const outcome = cards(page, 'unusable').first().locator('.outcome');
    assert.equal(await outcome.getAttribute('data-code'), code, what);
    assert.match(await outcome.innerText(), words, what);
    assert.deepEqual(await reported(page), [0, 0, 0]);
    await cards(page, 'unusable').first().getByRole('button', { name: /^Remove/ }).click();
    await cards(page, 'unusable').waitFor({ state: 'detached' });
  }
  assert.deepEqual(Object.keys(await kept(page, 'creator-audit/workspace/')), [], 'there is no row to keep');
  quiet();
});

test('cancelling while an archive is opened leaves everything as it was', async (t) => {
  const { page, quiet } = await opened(t);
  await importFiles(page, book('weekly.csv.gz'));
  const before = await allFigures(page, 'creator');
  await goTo(page, 'data');
  await page.evaluate(() => {
    new MutationObserver((_, seen) => {
      const cancel = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel');
      if (!cancel) return;
      seen.disconnect();
      cancel.click();
    }).observe(document.body, { subtree: true, childList: true });
  });
  const choosing = page.waitForEvent('filechooser');
  await page.getByText('Choose files', { exact: true }).click();
  await (await choosing).setFiles(book('reports.zip'));
  await notice(page, 'cancelled').waitFor();
  assert.equal(await report(page).count(), 0);
  assert.deepEqual(await allFigures(page, 'creator'), before);
  await importFiles(page, book('reports.zip'));
  assert.deepEqual(await reported(page), [6, 1, 1]);
  quiet();
});

test('a table pasted from a spreadsheet, with a text that holds tabs, lines and quotes, is read as it stands there', async (t) => {
  const { page, quiet } = await opened(t);
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'Date\tCreator\tASIN\tUnits\r\n2026-01-05\t"Zoë ""Z""\nÅse"\tB000000001\t3\r\n2026-01-06\t東京\tB000000001\t4\r\n');
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
  });
  await report(page).waitFor();
  await idle(page);
  assert.deepEqual(await reported(page), [2, 0, 0]);
  assert.match((await names(page, 'read'))[0], /^Pasted/);
  const { creator: [rows] } = await allFigures(page, 'creator');
  assert.deepEqual(rows.map(({ key, figures }) => [key, figures.units ?? null]).map(([key]) => key).sort(), ['Zoë "Z"\nÅse', '東京'].sort());
  quiet();
});

test('a pasted table without a header asks which column is what, and loses no row', async (t) => {
  const { page, quiet } = await opened(t);
  await page.getByRole('button', { name: 'Paste a table' }).click();
  await page.getByLabel('Table to read').fill('2026-01-05;Ann;B000000001;3\n2026-01-06;Ann;B000000001;4\n');
  await page.getByRole('button', { name: 'Read this table' }).click();
  const mapping = page.getByTestId('mapping');
  await mapping.waitFor();
  await mapping.getByLabel('Column 2', { exact: true }).selectOption('creator');
  await mapping.getByLabel('Column 4', { exact: true }).selectOption('units');
  await page.getByTestId('mapping-import').click();
  await cards(page, 'needs-mapping').waitFor({ state: 'detached' });
  await idle(page);
  assert.deepEqual(await reported(page), [2, 0, 0]);
  quiet();
});
