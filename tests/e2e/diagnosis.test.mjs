// Diagnosis: what is found, with what evidence; what is in order; what cannot be told; and the same from the command line.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { axe, open } from './harness.mjs';
import { bigFile, commandLine, folder, goTo, idle, importFiles } from './pages.mjs';

const HEADER = 'Date,Creator ID,Creator,Campaign,ASIN,Title,Product Line,Clicks,Orders,Units,Revenue,Commission\n';
const WEEKS = 22;

/** Twenty-two weeks in which one line converts at half of what it did for the last six, and another makes up for it. */
function masked() {
  let rows = HEADER;
  for (let week = 0; week < WEEKS; week += 1) {
    const day = new Date(Date.UTC(2026, 0, 6 + 7 * week)).toISOString().slice(0, 10);
    const late = week >= 14;
    const row = (creator, campaign, asin, line, clicks, orders) => {
      const revenue = orders * 20;
      rows += `${day},cr-${creator},Creator ${creator},${campaign},${asin},${line} pack,${line},${clicks},${orders},${orders},${revenue}.00,${(revenue / 10).toFixed(2)}\n`;
    };
    for (const creator of [1, 2, 3]) {
      const wave = (week * 7 + creator * 3) % 5; // neither line is the same every week
      row(creator, 'Spring', 'B0MASKED01', 'Oats', 400, (late ? 54 : 36) + wave);
      row(creator, 'Winter', 'B0MASKED02', 'Bars', 400, (late ? 18 : 36) + wave);
    }
  }
  return rows;
}

async function open_masked(t) {
  const name = path.join(await folder(t), 'masked.csv');
  await writeFile(name, masked());
  const opened = await open(t);
  await importFiles(opened.page, name);
  return { ...opened, name };
}

/** Goes to the page and waits for what is found. */
async function diagnosis(page) {
  await goTo(page, 'diagnosis');
  await page.locator('.diagnosis[aria-busy=false] [data-testid=findings]').waitFor();
  await idle(page);
}

const computed = (name, ...options) => JSON.parse(execFileSync(commandLine(), ['findings', name, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 }));
const finding = (page, rule) => page.locator(`[data-testid=finding][data-rule="${rule}"]`);

test('what the page finds is what the command line finds, title by title', async (t) => {
  const { page, name } = await open_masked(t);
  await diagnosis(page);
  const report = computed(name);
  const shown = await page.locator('[data-testid=finding]').evaluateAll((all) => all.map((one) => [one.dataset.rule, one.dataset.verdict, one.querySelector('h2').textContent]));
  assert.deepEqual(shown, report.findings.map(({ rule, verdict, title }) => [rule, verdict, title]));
  assert.ok(shown.some(([rule]) => rule === 'DIA-5'), JSON.stringify(shown));
  for (const list of ['clear', 'unknown']) {
    const rules = await page.locator(`[data-testid=${list === 'unknown' ? 'unknown-answers' : list}] .answer`).evaluateAll((all) => all.map((one) => one.dataset.rule));
    assert.deepEqual(rules, report[list].map(({ rule }) => rule));
  }
  const worth = await page.locator('[data-testid=finding]').evaluateAll((all) => all.map((one) => one.querySelector('.stake [data-exact]')?.dataset.exact ?? null));
  assert.deepEqual(worth, report.findings.map(({ money }) => money));
});

test('a masked line is told with pictures, evidence and the rows of its file', async (t) => {
  const { page } = await open_masked(t);
  await diagnosis(page);
  const card = finding(page, 'DIA-5').first();
  assert.match(await card.locator('h2').first().textContent(), /^Bars converts worse/);
  assert.ok((await card.locator('canvas').count()) >= 2, 'one small picture a line');
  await card.getByText('Evidence, and how it was tested').click();
  await card.getByRole('button', { name: 'Source rows of Change of this part' }).click();
  const panel = page.getByTestId('sources-panel');
  await panel.getByText('masked.csv').first().waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
});

test('filters change what is found, live in the address, and are the same after a reload', async (t) => {
  const { page } = await open_masked(t);
  await diagnosis(page);
  await page.getByTestId('filter-campaign').selectOption({ label: 'Spring' });
  await idle(page);
  await page.locator('.diagnosis[aria-busy=false]').waitFor();
  await finding(page, 'DIA-5').waitFor({ state: 'detached' });
  assert.match(page.url(), /#\/diagnosis\?campaign=/);
  await page.getByTestId('filter-mature').check();
  await idle(page);
  assert.match(page.url(), /rows=mature/);
  await page.reload();
  await page.waitForFunction(() => window.__appReady === true);
  await page.locator('.diagnosis[aria-busy=false] [data-testid=clear]').waitFor();
  assert.equal(await page.getByTestId('filter-campaign').evaluate((select) => select.selectedOptions[0].textContent), 'Spring');
  assert.ok(await page.getByTestId('filter-mature').isChecked());
  assert.equal(await finding(page, 'DIA-5').count(), 0);
});

test('the overview names what matters most and leads to it', async (t) => {
  const { page } = await open_masked(t);
  await goTo(page, 'overview');
  const first = page.locator('[data-testid=top-findings] li').first();
  await first.waitFor();
  const title = await first.locator('.top-title').textContent();
  await first.locator('.top-title').click();
  await page.locator('[data-testid=finding]').first().waitFor();
  assert.equal(await page.locator('[data-testid=finding] h2').first().textContent(), title);
});

test('the page is read by assistive technology without a complaint, in light, dark and at 320 pixels', async (t) => {
  const { page } = await open_masked(t);
  await diagnosis(page);
  for (const details of await page.locator('details.behind').all()) await details.locator('summary').first().click();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await axe(page), [], `${colorScheme} ${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `nothing is wider than ${width}: ${overflow}`);
    }
  }
});

test('over many rows the diagnosis is made apart: tables answer meanwhile, and it says what the command line says', async (t) => {
  const { path: file } = await bigFile(t, 'many-rows.csv', 24_000_000);
  const { page } = await open(t);
  await importFiles(page, file);
  await goTo(page, 'performance');
  await page.locator('.data-table tbody tr').first().waitFor();
  const before = page.workers().length;
  await page.locator('nav[aria-label=Pages] a[href^="#/diagnosis"]').click();
  await page.locator('.diagnosis[aria-busy=true]').waitFor();
  // The one that holds the rows is free: a table is there before the diagnosis is.
  await page.locator('nav[aria-label=Pages] a[href^="#/performance"]').click();
  await page.locator('.data-table tbody tr').first().waitFor({ timeout: 5_000 });
  await page.locator('nav[aria-label=Pages] a[href^="#/diagnosis"]').click();
  await page.locator('.diagnosis[aria-busy=false] [data-testid=clear]').waitFor({ timeout: 60_000 });
  assert.equal(page.workers().length, before + 1, 'one worker more');
  const shown = await page.locator('[data-testid=finding]').evaluateAll((all) => all.map((one) => [one.dataset.rule, one.dataset.verdict]));
  assert.deepEqual(shown, computed(file).findings.map(({ rule, verdict }) => [rule, verdict]));
});
