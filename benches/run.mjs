// node benches/run.mjs [ROWS] [RUNS]: the app beside its peers, in one browser, taking turns. Prints medians and ratios; absolute
// times are this machine's and this minute's.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { createRequire } from 'node:module';
import { serve } from '../scripts/serve.mjs';
import { generate } from './generate.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(path.join(ROOT, 'tests/e2e/package.json'))('playwright-core');
const [rows = 1_000_000, runs = 5] = process.argv.slice(2).map(Number);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const folder = path.join(ROOT, 'target/bench');
mkdirSync(folder, { recursive: true });
const file = path.join(folder, `attribution-${rows}.csv`);
if (!existsSync(file)) await generate(rows, file);
console.log(`${rows.toLocaleString('en')} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB, ${runs} runs each, taking turns`);

const executablePath = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', process.env.CHROMIUM ?? 'chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: FLAGS });

/** From choosing the file to its totals on the page; and the longest task on the page's thread meanwhile. */
async function app(url) {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: 'longtask' });
    document.addEventListener('change', (event) => {
      if (event.target.files) window.began = performance.now();
    }, true);
    new MutationObserver(() => {
      if (window.began && !window.ended && document.querySelector('[data-testid=import-report]')) window.ended = performance.now();
    }).observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.__appReady === true);
  await page.evaluate(() => { window.longest = 0; });
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.waitForFunction(() => window.ended, null, { timeout: 120_000 });
  const found = await page.evaluate(() => {
    const report = document.querySelector('[data-testid=import-report]');
    return { ms: window.ended - window.began, accepted: Number(report.dataset.accepted) };
  });
  await page.waitForFunction(() => document.querySelector('[data-testid=save-state]').dataset.state !== 'saving', null, { timeout: 60_000 });
  const longest = await page.evaluate(() => window.longest);
  await context.close();
  if (found.accepted !== rows) throw new Error(`the app accepted ${found.accepted} of ${rows} rows`);
  return { ...found, longest };
}

async function peer(url, name) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.ready);
  await page.setInputFiles('#file', file);
  const found = await page.evaluate((name) => window.peers[name](), name);
  await page.close();
  return found;
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const appServer = await serve({ root: path.join(ROOT, 'dist'), port: 0 });
const peerServer = await serve({ root: path.join(ROOT, 'benches'), port: 0 });
const results = { app: [], udsv: [], read: [] };
for (let run = 0; run < runs; run++) {
  results.app.push(await app(appServer.url));
  results.udsv.push(await peer(`${peerServer.url}peers.html`, 'udsv'));
  results.read.push(await peer(`${peerServer.url}peers.html`, 'read'));
}
const ms = Object.fromEntries(Object.entries(results).map(([name, list]) => [name, median(list.map((entry) => entry.ms))]));
console.log(`this app, file to totals on the page   ${ms.app.toFixed(0)} ms   longest task on the page ${Math.max(...results.app.map((entry) => entry.longest)).toFixed(0)} ms`);
console.log(`uDSV, same sums                         ${ms.udsv.toFixed(0)} ms   ${(ms.udsv / ms.app).toFixed(2)} × the app's time`);
console.log(`reading the bytes only                  ${ms.read.toFixed(0)} ms`);
const began = performance.now();
execFileSync(path.join(ROOT, 'target/release/creator-audit'), ['kpis', file, '--by', 'creator'], { maxBuffer: 1 << 28 });
console.log(`native command line, one run            ${(performance.now() - began).toFixed(0)} ms`);
await browser.close();
await appServer.close();
await peerServer.close();
