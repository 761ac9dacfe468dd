// Commission: what creators see, which rates work, what old links cost, and what is typed, tried and decided about it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { axe, open, untilReady } from './harness.mjs';
import { commandLine, folder, goTo, idle, importFiles, notice, saveState, showSample } from './pages.mjs';

const FACTS = 'Date,Creator ID,Creator,Campaign,ASIN,Title,Product Line,Clicks,Orders,Units,Revenue,Commission\n';
const CATALOGUE = 'ASIN,Title,Product Line,Category,Price,Cost of Goods,Referral Fee,Fulfilment Fee,Returns Allowance,Other Cost\n';
const RATES = 'ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Offer Live,Offered,Accepted,Reviewed On\n';

/** Three products: seen too little, no rate works, and 15.00 to the cent; and links at 10 % and 6 %. No units: prices are the catalogue's. */
const TABLES = {
  'facts.csv': `${FACTS}2026-01-04,cr-1,Ann,Winter,B0EXAMPLE1,Granola,Granola,1000,80,,10000.00,1000.00
2026-03-04,cr-2,Ben,Spring,B0EXAMPLE1,Granola,Granola,3000,240,,30000.00,1800.00
`,
  'catalogue.csv': `${CATALOGUE}B0EXAMPLE1,Granola,Granola,Grocery,12.99,3.10,1.95,3.22,0.20,0.42
B0EXAMPLE2,Granola two,Granola,Grocery,12.99,4.60,1.95,3.22,0.20,0.42
B0EXAMPLE3,Granola three,Granola,Grocery,15.00,3.10,1.95,3.22,0.20,0.42
`,
  'rates.csv': `${RATES}B0EXAMPLE1,Spring,6%,1%,2026-02-01,yes,,,
B0EXAMPLE2,Spring,5%,1%,2026-02-01,yes,,,
B0EXAMPLE3,Spring,5%,1%,2026-02-01,yes,,,
`,
};

async function files(t, tables = TABLES) {
  const place = await folder(t);
  const names = [];
  for (const [name, text] of Object.entries(tables)) {
    names.push(path.join(place, name));
    await writeFile(names.at(-1), text);
  }
  return names;
}

const computed = (names) => JSON.parse(execFileSync(commandLine(), ['commission', ...names], { encoding: 'utf8', maxBuffer: 1 << 28 }));

async function topic(page, name) {
  await goTo(page, 'commission');
  await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name, exact: true }).click();
  await idle(page);
}

/** Opens one product from the list. */
async function product(page, asin) {
  await topic(page, 'Offers');
  await page.locator(`tr[data-asin=${asin}] a`).click();
  await page.getByTestId('offer-card').waitFor();
  await page.locator('.offer-head', { hasText: asin }).waitFor();
  await idle(page);
}

/** { id: exact } of the figures below `selector`. */
const figures = async (page, selector = 'main') => Object.fromEntries(await page.locator(`${selector} [data-figure][data-exact]`).evaluateAll((all) => all.map((one) => [one.dataset.figure, one.dataset.exact])));
const verdict = (page) => page.getByTestId('verdict').getAttribute('data-verdict');
const recommended = (page) => page.locator('[data-testid=routes] tr[data-recommended=true]').getAttribute('data-route');

test('every figure of every product is the one the command line computes', async (t) => {
  const names = await files(t);
  const { page } = await open(t);
  await importFiles(page, ...names);
  const { asins } = computed(names);
  assert.equal(asins.length, 3);
  for (const expected of asins) {
    await product(page, expected.asin);
    const shown = await figures(page, '.figure-lines');
    for (const id of ['price', 'standard_rate', 'brand_rate', 'combined_rate', 'payout', 'brand_cost', 'epc', 'contribution_margin', 'bonus_min', 'bonus_max', 'bonus_break_even']) {
      assert.equal(shown[id] ?? null, expected[id], `${expected.asin} ${id}`);
    }
    assert.equal(await verdict(page), expected.verdict);
  }
});

test('a payout that nobody notices is told on the card, with the bonus from which it is seen', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t, { ...TABLES, 'rates.csv': TABLES['rates.csv'].replace('B0EXAMPLE1,Spring,6%', 'B0EXAMPLE1,Spring,5%') }));
  await product(page, 'B0EXAMPLE1');
  assert.equal(await page.getByTestId('offer-payout').innerText(), '$0.78');
  await page.locator('.seen-invisible', { hasText: 'Payout for a sale' }).waitFor();
  assert.equal(await verdict(page), 'invisible');
  const { bonus_min: floor, payout, epc } = await figures(page, '.figure-lines');
  assert.deepEqual([floor, payout, epc], ['0.143965', '0.779400', '0.062352']);
  // The formula is a step away, by keyboard too.
  const line = page.locator('.figure-line', { hasText: 'Creator gets for a sale' }).first().locator('summary');
  await line.focus();
  await page.keyboard.press('Enter');
  await page.getByText('$12.99 × 6%').waitFor();
});

test('where no rate works the page says so, and what else to do', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t));
  await product(page, 'B0EXAMPLE2');
  assert.equal(await verdict(page), 'no-rate-works');
  const { bonus_min: floor, bonus_max: ceiling } = await figures(page, '.figure-lines');
  assert.deepEqual([floor, ceiling], ['0.143965', '0.100154']);
  await page.getByRole('heading', { name: 'No rate works: seen only from 14.4%, affordable only to 10.0%' }).waitFor();
  await page.getByText('Judge it by content and rank', { exact: false }).first().waitFor();
  // Floor and ceiling meet at 2.00 − 0.1299 + 1.299 = 3.1691.
  await page.getByText('From a contribution of $3.17 a unit, $2.60 today', { exact: false }).waitFor();
  assert.equal(await recommended(page), 'multipack');
});

test('three routes are compared below fifteen dollars, and none at fifteen', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t));
  await product(page, 'B0EXAMPLE1');
  const routes = page.locator('[data-testid=routes] tr[data-route]');
  assert.deepEqual(await routes.evaluateAll((rows) => rows.map((row) => row.dataset.route)), ['raise', 'multipack', 'reframe']);
  for (const reason of await routes.locator('.message').allInnerTexts()) assert.ok(reason.length > 20, reason);
  assert.equal(await page.locator('[data-testid=routes] tr[data-recommended=true]').count(), 1);
  await product(page, 'B0EXAMPLE3');
  assert.equal(await page.getByTestId('routes').count(), 0);
});

test('links made before a cut keep their rate, and a change becomes a plan that can be copied', async (t) => {
  const { page, context } = await open(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await importFiles(page, ...await files(t));
  await topic(page, 'Rates over time');
  // 1,000 + 1,800 on 40,000 is 7 %; 10,000 × (10 % − 6 %) = 400.
  assert.deepEqual(await figures(page, '.figure-lines'), {
    blended_rate: '0.070000', legacy_revenue: '10000.000000', current_revenue: '30000.000000', legacy_cost_over_current: '400.000000',
  });
  assert.deepEqual(await page.locator('[data-testid=cohorts] tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.rate)), ['10%', '6%']);
  await page.getByTestId('new-rate').fill('8%');
  await page.getByTestId('new-day').fill('2026-04-01');
  await page.getByTestId('make-plan').click();
  const plan = page.getByTestId('plan');
  await plan.getByText('1 Jul 2026').first().waitFor(); // 91 days later
  await plan.getByText('1 creator with links at older rates', { exact: false }).first().waitFor();
  await plan.getByText('Your present links keep their old rate', { exact: false }).waitFor();
  await page.getByTestId('copy-plan').click();
  await notice(page, 'copied').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /From .* to 8% on 1 Apr 2026[\s\S]*Message/);
  await page.getByTestId('new-rate').fill('eighty');
  await page.getByTestId('make-plan').click();
  await notice(page, 'plan').getByText('Type the new rate', { exact: false }).waitFor();
});

test('tiers are costed while they are designed, refused where they fall, and kept', async (t) => {
  const { page } = await open(t);
  await showSample(page);
  await topic(page, 'Tiers');
  const before = (await figures(page)).tier_cost;
  await page.getByTestId('tier-rate').nth(1).fill('20');
  await page.getByTestId('tier-rate').nth(1).press('Tab');
  await page.waitForFunction((before) => document.querySelector('[data-figure=tier_cost]')?.dataset.exact !== before || document.querySelector('.faults li'), before);
  await page.locator('.faults', { hasText: 'Tier 3 pays less than the one before it' }).waitFor();
  assert.ok(await page.getByTestId('tiers-keep').isDisabled());
  await page.getByTestId('tier-rate').nth(2).fill('22');
  await page.getByTestId('tier-rate').nth(2).press('Tab');
  await page.locator('[data-figure=tier_cost]').waitFor();
  const { tier_cost: cost, tier_paid: paid, tier_change: change } = await figures(page);
  assert.ok(Number(cost) > Number(before));
  assert.equal((Number(cost) - Number(paid)).toFixed(6), Number(change).toFixed(6));
  await page.getByTestId('tiers-keep').click();
  await notice(page, 'noted').waitFor();
  await saveState(page, 'saved').waitFor();
  await page.reload();
  await untilReady(page);
  await topic(page, 'Tiers');
  assert.equal(await page.getByTestId('tier-rate').nth(1).inputValue(), '20');
  assert.equal((await figures(page)).tier_cost, cost);
});

test('a slider moved by keyboard changes the verdict, and what was tried can be kept, compared and taken back', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t));
  await product(page, 'B0EXAMPLE1');
  assert.equal(await verdict(page), 'invisible');
  const slider = page.locator('.slider input[data-testid=bonus]');
  await slider.focus();
  for (let step = 0; step < 18; step += 1) await page.keyboard.press('ArrowRight'); // 6 % and 18 half points: 15 %
  await page.locator('.slider', { hasText: 'Your bonus' }).getByText('15%').waitFor();
  const tried = page.getByTestId('scenario-verdict').nth(1);
  await tried.getByText('Works').waitFor();
  assert.ok(await slider.evaluate((input) => input === document.activeElement), 'the focus stays on the slider');
  // 12.99 × 16 % = 2.0784
  assert.equal(await page.locator('[data-testid=scenarios] [data-figure=payout]').nth(1).getAttribute('data-exact'), '2.078400');
  assert.equal(await verdict(page), 'invisible', 'the product itself is as it was');
  await page.getByTestId('scenario-name').fill('Fifteen');
  await page.getByTestId('scenario-save').click();
  await notice(page, 'noted').waitFor();
  await page.getByTestId('what-if-reset').click();
  await page.locator('[data-testid=scenarios] th', { hasText: 'Fifteen' }).waitFor();
  await saveState(page, 'saved').waitFor();
  await page.reload();
  await untilReady(page);
  await page.locator('[data-testid=scenarios] th', { hasText: 'Fifteen' }).waitFor();
  await page.getByTestId('undo-step').click();
  await notice(page, 'undone').getByText('scenario Fifteen', { exact: false }).waitFor();
  await page.locator('[data-testid=scenarios] th', { hasText: 'Fifteen' }).waitFor({ state: 'detached' });
});

test('numbers are typed where no table has them, refused where they cannot be read, and taken back', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t, { 'facts.csv': TABLES['facts.csv'] }));
  await goTo(page, 'commission');
  await page.getByTestId('default-category').selectOption('grocery');
  await page.getByTestId('default-category').waitFor();
  await notice(page, 'noted').waitFor();
  await product(page, 'B0EXAMPLE1');
  assert.equal((await figures(page, '.figure-lines')).standard_rate, '0.010000');
  await page.getByTestId('fields').getByText('Cost of goods: in your catalogue', { exact: false }).waitFor();
  const type = async (id, text) => {
    const field = page.locator(`#field-${id}`);
    await field.fill(text);
    await field.press('Tab');
    await idle(page);
  };
  await type('cost_of_goods', 'three');
  await notice(page, 'note-unreadable').getByText('Cost of goods: “three” cannot be read', { exact: false }).waitFor();
  assert.equal((await figures(page, '.figure-lines')).contribution_margin, undefined);
  for (const [id, text] of [['price', '12.99'], ['cost_of_goods', '3.10'], ['referral_fee', '1.95'], ['fulfilment_fee', '3.22'], ['returns_allowance', '0.20'], ['other_cost', '0.42']]) await type(id, text);
  await page.locator('[data-figure=contribution_margin][data-exact="4.100000"]').waitFor();
  assert.equal((await figures(page, '.figure-lines')).bonus_max, '0.215627');
  await page.getByTestId('undo').click();
  await page.locator('[data-figure=contribution_margin][data-exact="4.520000"]').waitFor();
});

test('a review and a forced choice are decisions that are kept', async (t) => {
  const { page } = await open(t);
  await showSample(page);
  await topic(page, 'Rates over time');
  await page.getByTestId('review').getByText('A review was due on 17 May 2026', { exact: false }).waitFor();
  await page.getByTestId('review-day').fill('2026-07-03');
  await page.getByTestId('review-reason').fill('Legacy links fade by themselves');
  await page.getByTestId('review-keep').click();
  await page.getByTestId('review').getByText('Rates were last reviewed on 3 Jul 2026. The next review is due on 2 Oct 2026.').waitFor();
  await product(page, 'B0OATEMB01');
  const passive = page.getByTestId('choose-passive');
  assert.equal(await passive.getAttribute('aria-pressed'), 'false');
  await passive.click();
  await page.locator('[data-testid=choose-passive][aria-pressed=true]').waitFor();
});

test('each part of the page is usable by everyone, in both themes and on a narrow screen', async (t) => {
  for (const [width, colorScheme] of [[320, 'light'], [1280, 'dark']]) {
    const { page } = await open(t, { viewport: { width, height: 900 }, colorScheme });
    await showSample(page);
    for (const name of ['Offers', 'Rates over time', 'Tiers', 'Lines and costs']) {
      await topic(page, name);
      assert.deepEqual(await axe(page), [], `${name} at ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits ${width}`);
    }
    await product(page, 'B0OATEMB02');
    assert.deepEqual(await axe(page), [], `product at ${width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `product fits ${width}`);
    await page.close();
  }
});

test('a table of a few rows is typed in place, read like a file, and newer than any', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t));
  await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name: 'Templates', exact: true }).click();
  await page.getByTestId('type-rates').click();
  const cell = (column, row) => page.getByLabel(`${column}, row ${row}`, { exact: true });
  await cell('ASIN', 1).fill('B0EXAMPLE1');
  await cell('Brand Rate', 1).fill('ten');
  await page.getByTestId('read-typed').click();
  await notice(page, 'typed-doubt').waitFor();
  await idle(page);
  assert.equal(await cell('ASIN', 1).inputValue(), 'B0EXAMPLE1', 'what could not be read stays to be corrected');
  await cell('Brand Rate', 1).fill('15%');
  await cell('Valid From', 1).fill('2026-02-01');
  await page.getByTestId('read-typed').click();
  await page.getByTestId('type-rows').waitFor({ state: 'detached' });
  await product(page, 'B0EXAMPLE1');
  assert.equal((await figures(page, '.figure-lines')).brand_rate, '0.150000');
});

test('a figure opens the rows it was made from, by keyboard, and gives the focus back', async (t) => {
  const { page } = await open(t);
  await importFiles(page, ...await files(t));
  await product(page, 'B0EXAMPLE1');
  const panel = page.getByTestId('sources-panel');
  const fold = page.getByRole('group', { name: 'What each side gets' }).locator('details', { has: page.locator('[data-figure=epc]') });
  await fold.locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await panel.getByRole('heading', { name: 'Creator gets for a click' }).waitFor();
  await panel.locator('tr[data-line]').first().waitFor();
  const rows = await panel.locator('[data-testid=source-part]').evaluateAll((parts) => parts.map((part) => [part.querySelector('h3').innerText.replace(/\s+/g, ' ').trim(),
    [...part.querySelectorAll('tr[data-line]')].map((row) => `${row.dataset.file}:${row.dataset.line}`)]));
  assert.deepEqual(Object.fromEntries(rows)['Conversion rate 8%'], ['facts.csv:2', 'facts.csv:3']);
  assert.deepEqual(Object.fromEntries(rows)['Your bonus rate 6%'], ['rates.csv:2']);
  assert.match(await panel.innerText(), /facts\.csv: 2 rows/);
  assert.match(await panel.locator('tr[data-file="facts.csv"][data-line="3"]').first().innerText(), /2026-03-04\s+Ben/);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'sources', 'the focus is where it was');

  // What was typed says so, and names no row.
  await page.getByText('Type or correct numbers').click();
  await page.locator('#field-price').fill('14.50');
  await page.locator('#field-price').press('Tab');
  await idle(page);
  const price = page.getByRole('group', { name: 'What each side gets' }).locator('details', { has: page.locator('[data-figure=price]') });
  await price.locator('summary').click();
  await price.getByTestId('sources').click();
  await panel.getByText('you typed it').waitFor();
  assert.equal(await panel.locator('tr[data-line]').count(), 0);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });

  // The same of a headline figure, and of a row of the table.
  await goTo(page, 'overview');
  await idle(page);
  await page.locator('#tile-revenue').click();
  await page.locator('#tile-revenue-proof').getByTestId('sources').click();
  await panel.locator('tr[data-file="facts.csv"][data-line="3"]').waitFor();
  assert.match(await panel.getByTestId('source-total').innerText(), /^2 rows/);
});

test('an own standard rate of a category changes the verdict of its products, and an empty field gives the table back', async (t) => {
  const { page } = await open(t);
  // 12.99 × (1 % + 14 %) = 1.9485, below 2.00; at 3 % it is 12.99 × 17 % = 2.2083, and 14 % is below the ceiling of 21.5 %.
  const rates = 'ASIN,Campaign,Brand Rate,Valid From\nB0EXAMPLE1,Spring,14%,2026-02-01\n';
  await importFiles(page, ...await files(t, { ...TABLES, 'rates.csv': rates }));
  const shown = async () => {
    await product(page, 'B0EXAMPLE1');
    const { standard_rate: standard, payout } = await figures(page, '.figure-lines');
    return [standard, payout, await verdict(page)];
  };
  assert.deepEqual(await shown(), ['0.010000', '1.948500', 'marginal']);
  const type = async (text) => {
    await goTo(page, 'settings');
    const fold = page.getByTestId('standard-rates');
    if (!(await fold.evaluate((element) => element.open))) {
      await fold.locator('summary').focus();
      await page.keyboard.press('Enter');
    }
    await page.getByTestId('standard-rate-grocery').fill(text);
    await page.getByTestId('standard-rate-grocery').press('Tab');
    await idle(page);
  };
  await type('3');
  assert.deepEqual(await shown(), ['0.030000', '2.208300', 'works']);
  const line = page.locator('.figure-line', { has: page.locator('[data-figure=standard_rate]') }).first();
  await line.locator('summary').click();
  await line.getByText('your own standard rate of the category', { exact: false }).waitFor();
  await topic(page, 'Lines and costs');
  await page.locator('[data-assumption="standard_rates:grocery"]', { hasText: 'yours' }).waitFor();
  await type('lots');
  await notice(page, 'settings-unusable').waitFor();
  assert.deepEqual(await shown(), ['0.030000', '2.208300', 'works'], 'what cannot be read changes nothing');
  await type('');
  assert.deepEqual(await shown(), ['0.010000', '1.948500', 'marginal']);
});

test('days on which a budget was spent are told, with the rows they were told from', async (t) => {
  const { page } = await open(t);
  // 40 + 60 of 100 are paid by the 4th of March; 50 more are granted on the 16th, of which 30 are paid: the 5th to the 15th are lost.
  const paid = (day, commission) => `${day},cr-1,Ann,Spring,B0EXAMPLE1,Granola,Granola,10,1,,100.00,${commission}\n`;
  const facts = FACTS + ['2026-03-01', '2026-03-04', '2026-03-20'].map((day, at) => paid(day, [40, 60, 30][at])).join('');
  const rates = 'ASIN,Brand Rate,Valid From,Budget\nB0EXAMPLE1,6%,2026-03-01,100.00\nB0EXAMPLE1,6%,2026-03-16,50.00\n';
  const names = await files(t, { 'facts.csv': facts, 'rates.csv': rates });
  await importFiles(page, ...names);
  await topic(page, 'Lines and costs');
  const row = page.locator('[data-testid=budgets] tbody tr');
  assert.match(await row.innerText(), /11 days: 5 Mar – 15 Mar 2026/);
  await row.getByTestId('sources').click();
  await page.getByTestId('sources-panel').locator('tr[data-file="rates.csv"][data-line="3"]').waitFor();
  const [{ budget }] = computed(names).asins;
  assert.deepEqual([budget.spent_days, budget.spent], [11, [{ from: '2026-03-05', until: '2026-03-15' }]]);
});
