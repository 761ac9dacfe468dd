// What the browser keeps: all of it, only it, and the address; and what is said when it cannot.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { open, untilReady } from './harness.mjs';
import {
  allFigures, card, cards, commandLine, file, goTo, groupBy, idle, importFiles, kept, notice, overview, reported, saveState, showSample, tableOf,
} from './pages.mjs';

before(commandLine);

async function reload(page) {
  await page.reload();
  await untilReady(page);
  await idle(page);
}

test('a reload keeps the sample and its label', async (t) => {
  const { page } = await open(t);
  await showSample(page);
  const before = await allFigures(page, 'creator', 'week');
  await saveState(page, 'saved').waitFor();
  await reload(page);
  await page.getByTestId('sample-label').waitFor();
  assert.deepEqual(await allFigures(page, 'creator', 'week'), before);
});

test('a reload keeps figures, files and names', async (t) => {
  const { page, consoleErrors } = await open(t);
  await importFiles(page, file('january.csv'), file('broken.csv'));
  const cardsBefore = await cards(page).allInnerTexts();
  const before = await allFigures(page, 'creator', 'asin', 'line', 'campaign', 'week', 'month');
  await saveState(page, 'saved').waitFor();
  await reload(page);
  assert.deepEqual(await allFigures(page, 'creator', 'asin', 'line', 'campaign', 'week', 'month'), before);
  await goTo(page, 'data');
  assert.deepEqual(await cards(page).allInnerTexts(), cardsBefore);
  assert.deepEqual(consoleErrors, []);
});

test('“saving” is shown while a save runs, and “saved” after it', async (t) => {
  const { page } = await open(t);
  await page.evaluate(() => {
    const pill = () => document.querySelector('[data-testid=save-state]');
    globalThis.__states = [];
    new MutationObserver(() => {
      const state = pill()?.dataset.state;
      if (state !== globalThis.__states.at(-1)) globalThis.__states.push(state);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  const states = await page.evaluate(() => globalThis.__states);
  assert.deepEqual(states.slice(-2), ['saving', 'saved'], String(states));
});

test('filter, sorting, grouping and the open row live in the address: back, forward, reload and a link give the same view', async (t) => {
  const { page, context, url } = await open(t);
  await showSample(page);
  await groupBy(page, 'asin');
  await page.getByRole('columnheader', { name: 'Clicks', exact: true }).getByRole('button').click();
  await page.locator('th[aria-sort]', { hasText: 'Clicks' }).waitFor();
  await page.getByTestId('filter-from').fill('2026-03-01');
  await page.waitForURL(/from=2026-03-01/);
  await idle(page);
  const view = async () => ({
    hash: new URL(page.url()).hash,
    rows: await page.locator('tr[data-row]').allInnerTexts(),
    sorted: await page.locator('th[aria-sort]').allInnerTexts(),
    from: await page.getByTestId('filter-from').inputValue(),
    title: await page.title(),
  });
  const asin = await view();
  assert.match(asin.hash, /by=asin/);
  assert.match(asin.hash, /sort=-clicks/);
  await groupBy(page, 'month');
  const month = await view();
  await page.locator('tr[data-row] a').first().click();
  await page.getByTestId('row-panel').waitFor();
  const row = new URL(page.url()).hash;
  assert.match(row, /row=/);

  await page.goBack();
  await page.getByTestId('row-panel').waitFor({ state: 'hidden' });
  assert.deepEqual(await view(), month);
  await page.goBack();
  await tableOf(page, 'asin');
  assert.deepEqual(await view(), asin);
  await reload(page);
  await tableOf(page, 'asin');
  assert.deepEqual(await view(), asin);
  await page.goForward();
  await tableOf(page, 'month');
  assert.deepEqual(await view(), month);
  await page.goForward();
  await page.getByTestId('row-panel').waitFor();

  const linked = await context.newPage();
  await linked.goto(new URL(row, url).href);
  await untilReady(linked);
  await linked.getByTestId('row-panel').waitFor();
});

test('a link without data asks for the file', async (t) => {
  const { page } = await open(t, { hash: '#/performance?by=asin&sort=-clicks&row=r1' });
  await page.getByTestId('no-data').waitFor();
});

const HOSTILE = [
  '#/nonsense', '#', '##', '#/', '#//', '#/data/../settings', '#/overview?', '#/overview?from', '#/overview?from=', '#/overview?from=2026-99-99&to=0000-00-00',
  '#/overview?from=9999-12-31', '#/overview?to=2000-01-01', '#/overview?line=../../etc/passwd', '#/overview?line=x', '#/performance?by=', '#/performance?by=moon',
  '#/performance?sort=', '#/performance?sort=-', '#/performance?sort=nothing', '#/performance?sort=--revenue', '#/performance?row=nothing', '#/performance?row=__proto__',
  '#/performance?by=week&row=constructor', '#/performance?by=asin&by=week&by=<b>', '#/%E0%A4%A', '#/%00', '#/performance?row=%E0%A4%A', '#/%3Cscript%3Ewindow.__ran=1%3C/script%3E',
  '#<img src=x onerror=window.__ran=1>', '#/overview?from=<svg onload=window.__ran=1>', '#javascript:window.__ran=1', '#/performance?row="><script>window.__ran=1</script>',
  `#/${'a'.repeat(20_000)}`, `#/performance?${'row=x&'.repeat(2000)}`, '#/performance?sort=-revenue&sort=key&sort=-clicks', '#main', '#page-heading', '#demo=other', '#demo=<b>',
  '#/\u202eatad', '#/performance?by=\u0000', '#/📈?📉=1', '#/data?wipe=1', '#__proto__', '#/performance?row=😀',
];

test('no address breaks the page or runs anything, however it is written', async (t) => {
  assert.ok(HOSTILE.length >= 40);
  const { page, consoleErrors, requests } = await open(t);
  page.on('dialog', (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
  await showSample(page);
  const before = await kept(page, 'creator-audit/workspace/');
  const whole = async (hash) => {
    await idle(page);
    const seen = await page.evaluate(() => ({
      headings: [...document.querySelectorAll('h1')].map((heading) => heading.textContent.trim().length > 0),
      ran: globalThis.__ran,
      current: document.querySelectorAll('nav[aria-label=Pages] a[aria-current=page]').length,
      troubles: document.querySelectorAll('[role=alert]').length - document.querySelectorAll('dialog [role=alert]').length,
    }));
    assert.deepEqual(seen, { headings: [true], ran: undefined, current: 1, troubles: 0 }, hash);
  };
  for (const hash of HOSTILE) {
    await page.evaluate((hash) => new Promise((done) => {
      if (location.hash === hash) return done();
      addEventListener('hashchange', () => requestAnimationFrame(done), { once: true });
      const before = location.href;
      location.hash = hash;
      return location.href === before && done();
    }), hash);
    await whole(hash);
    await page.keyboard.press('Escape'); // a row's panel, where one opened
  }
  assert.equal(requests.filter(({ type }) => type === 'document').length, 1, 'the page was never left');
  for (const hash of ['#/nonsense', '#/%E0%A4%A', '#<img src=x onerror=window.__ran=1>', HOSTILE[32]]) {
    await page.goto('about:blank');
    await page.goto(new URL(hash, requests[0].url).href);
    await untilReady(page);
    await whole(hash);
  }
  assert.deepEqual(await kept(page, 'creator-audit/workspace/'), before);
  await goTo(page, 'overview');
  assert.deepEqual(consoleErrors, []);
});

test('removing everything leaves no own entry and every foreign one', async (t) => {
  const { page } = await open(t);
  await page.evaluate(() => {
    for (const key of ['theme', 'creator-audit', 'creator-auditor/index', 'creator_audit/index', 'x/creator-audit/index']) localStorage.setItem(key, `foreign ${key}`);
  });
  const foreign = await kept(page);
  await importFiles(page, file('january.csv'));
  await goTo(page, 'settings');
  await page.getByLabel('Dark').check();
  assert.notDeepEqual(await kept(page), foreign);
  await page.getByTestId('wipe').click();
  await page.getByRole('button', { name: 'Keep it' }).last().click();
  assert.notDeepEqual(await kept(page), foreign, 'asking removes nothing');
  await page.getByTestId('wipe').click();
  await page.getByTestId('wipe-confirm').click();
  await notice(page, 'wiped').waitFor();
  assert.deepEqual(await kept(page), foreign);
  await goTo(page, 'overview');
  await page.getByTestId('no-data').waitFor();
  await reload(page);
  await page.getByTestId('no-data').waitFor();
  assert.deepEqual(await kept(page), foreign);
});

test('after everything was removed neither a setting nor a column choice is remembered', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('german.csv'));
  const mapping = page.getByTestId('mapping');
  for (const [header, target] of Object.entries({ Woche: 'date', Produkt: 'asin', Partner: 'creator', Umsatz: 'revenue' })) {
    await mapping.getByLabel(header, { exact: true }).selectOption(target);
  }
  await page.getByTestId('mapping-import').click();
  await cards(page, 'read').waitFor();
  await goTo(page, 'settings');
  await page.getByTestId('fixed_costs').fill('100.00');
  await page.getByTestId('fixed_costs').blur();
  await notice(page, 'settings-saved').waitFor();
  await page.getByTestId('wipe').click();
  await page.getByTestId('wipe-confirm').click();
  await notice(page, 'wiped').waitFor();
  assert.equal(await page.getByTestId('fixed_costs').inputValue(), '');
  await importFiles(page, file('german-next.csv'));
  await cards(page, 'needs-mapping').waitFor();
});

test('a workspace is renamed, another begun, the first opened again and deleted', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  const january = await overview(page);
  await goTo(page, 'settings');
  await page.getByTestId('workspace-name').fill('Oat & Ember <b>');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('button', { name: 'Rename the workspace Oat & Ember <b>' }).waitFor();
  await reload(page);
  await page.getByRole('button', { name: 'Rename the workspace Oat & Ember <b>' }).waitFor();
  await page.getByTestId('new-workspace').click();
  await notice(page, 'workspace-new').waitFor();
  await importFiles(page, file('february.csv'));
  assert.notDeepEqual(await overview(page), january);
  await goTo(page, 'settings');
  await page.getByRole('button', { name: 'Open Oat & Ember <b>' }).click();
  await page.getByRole('button', { name: 'Rename the workspace Oat & Ember <b>' }).waitFor();
  assert.deepEqual(await overview(page), january);
  await goTo(page, 'settings');
  const before = Object.keys(await kept(page, 'creator-audit/workspace/'));
  assert.equal(before.length, 2);
  await page.getByTestId('delete-workspace').click();
  await page.getByTestId('delete-workspace-confirm').click();
  await notice(page, 'workspace-deleted').waitFor();
  assert.equal(Object.keys(await kept(page, 'creator-audit/workspace/')).length, 1);
  await reload(page);
  await goTo(page, 'settings');
  assert.equal(await page.getByRole('button', { name: 'Open Oat & Ember <b>' }).count(), 0);
  assert.equal(await page.locator('.kept').getByRole('button', { name: /^Open / }).count(), 1);
});

// --- When the browser cannot keep it ---

test('where the browser refuses storage the page works in memory and says so', async (t) => {
  const { page, consoleErrors } = await open(t, { blockStorage: true });
  await saveState(page, 'off').waitFor();
  await notice(page, 'storage-blocked').waitFor();
  await importFiles(page, file('january.csv'));
  assert.deepEqual(await reported(page), [3, 0, 0]);
  assert.equal((await overview(page)).revenue, '150.250000');
  await groupBy(page, 'creator');
  await goTo(page, 'settings');
  await saveState(page, 'off').waitFor();
  assert.deepEqual(consoleErrors, []);
});

/** Another page of the same origin has taken all the room. */
const fill = (page) => page.evaluate(() => {
  let text = '';
  for (let step = 1 << 22; step >= 1; step >>= 1) {
    for (;;) {
      try {
        localStorage.setItem('foreign', text + 'x'.repeat(step));
        text += 'x'.repeat(step);
      } catch {
        break;
      }
    }
  }
});

test('full storage is said at once, the figures stay, and after making room it is saved', async (t) => {
  const { page, consoleErrors } = await open(t);
  await fill(page);
  const foreign = await kept(page, 'foreign');
  await importFiles(page, file('january.csv'));
  await notice(page, 'storage-full').waitFor();
  await saveState(page, 'unsaved').waitFor();
  assert.equal((await overview(page)).revenue, '150.250000');
  assert.deepEqual(await kept(page), foreign);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a backup' }).click();
  await coming;
  await page.evaluate(() => localStorage.removeItem('foreign'));
  await page.getByRole('button', { name: 'Save again' }).click();
  await saveState(page, 'saved').waitFor();
  assert.equal(await notice(page, 'storage-full').count(), 0);
  await reload(page);
  assert.equal((await overview(page)).revenue, '150.250000');
  assert.deepEqual(consoleErrors, []);
});

test('when the room runs out later, the version that was saved before stays', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  const before = await kept(page, 'creator-audit/');
  await fill(page);
  await importFiles(page, file('february.csv'));
  await notice(page, 'storage-full').waitFor();
  assert.deepEqual(await kept(page, 'creator-audit/'), before);
  await reload(page);
  assert.equal((await overview(page)).revenue, '150.250000');
});

/** Changes the text of the one saved workspace. */
const change = (page, how) => page.evaluate(`(() => {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith('creator-audit/workspace/'));
  if (keys.length !== 1) throw new Error('saved: ' + keys);
  localStorage.setItem(keys[0], (${how})(localStorage.getItem(keys[0])));
})()`);

const DAMAGES = {
  'a character of it changed': ['storage-unreadable', `(text) => { const at = text.length >> 1; return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1); }`],
  'its end cut off': ['storage-unreadable', `(text) => text.slice(0, -3)`],
  'something else in its place': ['storage-unreadable', `() => 'not ours'`],
  'a newer version': ['storage-newer', `(text) => text.replace(/^ca1;\\d+/, 'ca1;999')`],
};
for (const [what, [code, how]] of Object.entries(DAMAGES)) {
  test(`a saved workspace with ${what} does not stop the page and is not written over`, async (t) => {
    const { page, consoleErrors } = await open(t);
    await importFiles(page, file('january.csv'));
    await saveState(page, 'saved').waitFor();
    await change(page, how);
    const damaged = await kept(page, 'creator-audit/workspace/');
    await reload(page);
    await notice(page, code).waitFor();
    assert.deepEqual(await kept(page, 'creator-audit/workspace/'), damaged);
    await importFiles(page, file('february.csv'));
    await saveState(page, 'saved').waitFor();
    const after = await kept(page, 'creator-audit/workspace/');
    for (const [key, text] of Object.entries(damaged)) assert.equal(after[key], text, 'it stands as it was');
    assert.equal(Object.keys(after).length, 2, 'the new work is kept beside it');
    await reload(page);
    assert.equal((await overview(page)).revenue, '99.990000');
    await goTo(page, 'data');
    await card(page, 'february.csv').waitFor();
    assert.deepEqual(consoleErrors, []);
  });
}

test('what is damaged can be downloaded and set aside', async (t) => {
  const { page } = await open(t);
  await importFiles(page, file('january.csv'));
  await saveState(page, 'saved').waitFor();
  await change(page, DAMAGES['a character of it changed'][1]);
  await reload(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download it' }).click();
  await coming;
  await page.getByRole('button', { name: 'Start fresh' }).click();
  await notice(page, 'storage-unreadable').waitFor({ state: 'detached' });
  assert.equal(Object.keys(await kept(page, 'creator-audit/quarantine/')).length, 1);
  await reload(page);
  assert.equal(await notice(page, 'storage-unreadable').count(), 0);
});

for (const [what, key] of [['list of workspaces', 'index'], ['settings', 'settings']]) {
  test(`a newer ${what} is left as it is`, async (t) => {
    const { page } = await open(t);
    await importFiles(page, file('january.csv'));
    await goTo(page, 'settings');
    await page.getByLabel('Dark').check();
    await saveState(page, 'saved').waitFor();
    await page.evaluate((key) => localStorage.setItem(key, JSON.stringify({ schema: 999, value: { new: true } })), `creator-audit/${key}`);
    const before = await kept(page, `creator-audit/${key}`);
    await reload(page);
    await notice(page, 'storage-newer').waitFor();
    await importFiles(page, file('february.csv'));
    await goTo(page, 'settings');
    await page.getByLabel('Light').check();
    await idle(page);
    assert.deepEqual(await kept(page, `creator-audit/${key}`), before);
  });
}
