// The browser the bench runs in, this app in one of its tabs, and its peers in others.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../scripts/serve.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(path.join(ROOT, 'tests/e2e/package.json'))('playwright-core');

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PATIENCE_MS = 600_000; // ten million rows on two slow cores

const executablePath = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', process.env.CHROMIUM ?? 'chromium'], { encoding: 'utf8' }).trim();

/** A new browser process with an empty profile; `room` lets a peer's page use more memory than a tab usually may. */
export const launch = () => chromium.launch({ executablePath, args: [...FLAGS, '--js-flags=--max-old-space-size=8192'] });

/** The built app and the page of its peers, each on a port of its own. Answers { app, peers, close }. */
export async function servers() {
  const [app, peers] = await Promise.all([serve({ root: path.join(ROOT, 'dist'), port: 0 }), serve({ root: ROOT, port: 0 })]);
  return { app: app.url, peers: `${peers.url}benches/peers.html`, floor: `${peers.url}benches/floor.html`, close: () => Promise.all([app.close(), peers.close()]) };
}

/** In the page: when a file was handed over, when its report stood on the page, and the longest task in between. */
function watch() {
  window.bench = { began: 0, ended: 0, longest: 0, progress: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.bench.longest = Math.max(window.bench.longest, entry.duration);
  }).observe({ type: 'longtask' });
  document.addEventListener('change', (event) => {
    if (event.target.files?.length) Object.assign(window.bench, { began: performance.now(), ended: 0, longest: 0, progress: [] });
  }, true);
  const look = () => {
    const { bench } = window;
    if (!bench.began || bench.ended) return;
    const bar = document.querySelector('[role=progressbar]');
    if (bar && bench.progress.at(-1)?.value !== bar.ariaValueNow) bench.progress.push({ ms: performance.now() - bench.began, value: bar.ariaValueNow });
    if (document.querySelector('[data-testid=import-report]')) bench.ended = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
}

/** The app in a tab, ready for a file. */
export async function openApp(browser, url) {
  const page = await browser.newPage();
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => window.__appReady === true);
  return page;
}

/** From the file handed over to its report on the page: { ms, rows, longest }. */
export async function importFile(page, file) {
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.waitForFunction(() => window.bench.ended, null, { timeout: PATIENCE_MS, polling: 100 });
  const read = await page.evaluate(() => ({
    ms: window.bench.ended - window.bench.began,
    updates: window.bench.progress.length,
    rows: Number(document.querySelector('[data-testid=import-report]').dataset.accepted),
  }));
  await settled(page);
  return { ...read, longest: await page.evaluate(() => window.bench.longest) };
}

/** Stops an import once `percent` of its bytes have been read; how long it then took until the page said that nothing was kept. */
export async function cancelFile(page, file, percent) {
  await page.evaluate((percent) => {
    window.bench.stopped = 0;
    const look = new MutationObserver(() => {
      const bar = document.querySelector('[role=progressbar]');
      const cancel = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel');
      if (!window.bench.asked && cancel && Number(bar?.ariaValueNow) > (percent / 100) * Number(bar.ariaValueMax)) {
        window.bench.asked = performance.now();
        cancel.click();
      }
      if (window.bench.asked && document.querySelector('[data-testid=notice][data-code=cancelled]')) {
        look.disconnect();
        window.bench.stopped = performance.now() - window.bench.asked;
      }
    });
    window.bench.asked = 0;
    look.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
  }, percent);
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.waitForFunction(() => window.bench.stopped, null, { timeout: PATIENCE_MS, polling: 20 });
  await settled(page);
  return page.evaluate(() => window.bench.stopped);
}

/** Nothing is read, computed or saved any more. */
async function settled(page) {
  await page.waitForFunction(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
    return !shown('[role=progressbar]') && document.querySelector('[data-testid=save-state]').dataset.state !== 'saving' && !shown('.page[aria-busy=true]');
  }, null, { timeout: PATIENCE_MS, polling: 100 });
}

/** Takes the only file out again, as a user does. */
export async function removeFile(page) {
  await page.getByTestId('file-card').getByRole('button', { name: /^Remove/ }).click();
  await page.getByTestId('file-card').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  await settled(page);
}

/** What the page shows of the file: { revenue_cents, commission_cents, groups }, to compare with the peers'. */
export async function shownTotals(page) {
  await goTo(page, '#/overview');
  const exact = async (kpi) => {
    const figure = page.locator(`main [data-kpi=${kpi}][data-exact]`).first();
    await figure.waitFor();
    return String(Math.round(Number(await figure.getAttribute('data-exact')) * 100));
  };
  const [revenue_cents, commission_cents] = [await exact('revenue'), await exact('commission')];
  const groups = {};
  for (const [by, caption] of Object.entries({ creator: 'creator', asin: 'ASIN', week: 'week', line: 'product line' })) {
    await goTo(page, `#/performance?by=${by}`);
    await page.locator('.data-table caption', { hasText: new RegExp(`^By ${caption}$`) }).waitFor({ state: 'attached' });
    groups[by] = (await page.locator('.data-table').getAttribute('aria-rowcount')) - 2; // header and totals
  }
  await goTo(page, '#/data');
  return { revenue_cents, commission_cents, groups };
}

async function goTo(page, hash) {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await page.waitForTimeout(50); // the address is heard in a task of its own
  await settled(page);
}

/** A tab with the peers and the file in its field. */
export async function openPeers(browser, url, file) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.ready);
  if (file) await page.setInputFiles('#file', file);
  return page;
}

export const runPeer = (page, name) => page.evaluate((name) => window.peers[name](), name);
