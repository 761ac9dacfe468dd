// Opens the built app in a real Chromium and records what it does. Each test has its own server, port and profile.
//
//   test('…', async (t) => {
//     const { page, requests, consoleErrors } = await open(t, { hash: '#/settings', width: 390 });
//     …
//     assert.deepEqual(await axe(page), []);
//   });
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../scripts/serve.mjs';

export const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

const READY_MS_MAX = 30_000; // a cold start on a loaded two-core machine; usually under a second

const FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // Should anything name another host, it is recorded as a request and fails here.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const executablePath = findChromium(process.env.CHROMIUM ?? 'chromium');

function findChromium(name) {
  if (name.includes('/')) return name;
  try {
    return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(`Chromium ('${name}') is not installed. Run: make test (it installs it), or set CHROMIUM=/path/to/chromium`);
  }
}

let launched; // one browser for the tests of a file
const browser = () => (launched ??= chromium.launch({ executablePath, args: FLAGS }));
after(async () => (await launched)?.close());

/**
 * Opens the app and waits until it says it is ready.
 *
 * Options: hash ('#/…'), width, height, colorScheme ('light' | 'dark'), forcedColors ('active'), reducedMotion ('reduce'),
 * deviceScaleFactor, locale, timezoneId; blockStorage: true refuses cookies and all storage, as a browser set so does;
 * base: the folder on the host ('/some/deep/path/'); root: another folder to serve than dist/; init: a function run
 * in the page before the app; ready: false returns without waiting.
 *
 * Returns page, context, url, and four lists that grow as the app runs: requests ({ url, method, type }: all that could
 * reach a network, workers included; blob: and data: left out), serverLog ({ method, path, status }), consoleErrors
 * (errors and uncaught exceptions, as text) and consoleWarnings.
 */
export async function open(t, options = {}) {
  const { hash = '', base = '/', root = DIST, ready = true, init } = options;
  const server = await serve({ root, base, port: 0 });
  t.after(() => server.close());
  const context = await newContext(t, options);
  t.after(() => context.close());

  const requests = [];
  const consoleErrors = [];
  const consoleWarnings = [];
  context.on('request', (request) => {
    if (/^(blob|data):/.test(request.url())) return;
    requests.push({ url: request.url(), method: request.method(), type: request.resourceType() });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
    if (message.type() === 'warning') consoleWarnings.push(message.text());
  });
  context.on('weberror', (error) => consoleErrors.push(String(error.error())));
  if (init) await context.addInitScript(init);

  const page = context.pages()[0] ?? (await context.newPage());
  const url = server.url + hash;
  await page.goto(url);
  if (ready) await untilReady(page, consoleErrors);
  return { page, context, url, requests, serverLog: server.log, consoleErrors, consoleWarnings };
}

/** Waits for the app's own word; also after a reload. A failure says what the page showed instead. */
export async function untilReady(page, consoleErrors = []) {
  try {
    await page.waitForFunction(() => window.__appReady === true, null, { timeout: READY_MS_MAX });
  } catch (cause) {
    const shown = await page.locator('#boot-status').textContent({ timeout: 1000 }).catch(() => '(no #boot-status)');
    throw new Error(`the app did not get ready; it shows: ${shown}\n${consoleErrors.join('\n')}`, { cause });
  }
}

async function newContext(t, options) {
  const { width = 1280, height = 800, deviceScaleFactor = 1, blockStorage = false } = options;
  const settings = { acceptDownloads: true };
  for (const name of ['colorScheme', 'forcedColors', 'reducedMotion', 'locale', 'timezoneId']) {
    if (options[name] !== undefined) settings[name] = options[name];
  }
  if (blockStorage) return blockedContext(t, { ...settings, viewport: { width, height }, deviceScaleFactor });
  // Emulated fractions blur canvases that a real screen of that ratio shows sharp: there the browser itself is told.
  if (!Number.isInteger(deviceScaleFactor)) {
    const scaled = await chromium.launch({
      executablePath,
      args: [...FLAGS, `--force-device-scale-factor=${deviceScaleFactor}`, `--window-size=${width},${height}`],
    });
    t.after(() => scaled.close());
    return scaled.newContext({ ...settings, viewport: null });
  }
  return (await browser()).newContext({ ...settings, viewport: { width, height }, deviceScaleFactor });
}

// The user's own setting "block all cookies": in Chromium it refuses localStorage, IndexedDB, caches and service workers.
async function blockedContext(t, settings) {
  const profile = await mkdtemp(path.join(tmpdir(), 'creator-audit-'));
  t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  await mkdir(path.join(profile, 'Default'));
  await writeFile(
    path.join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }),
  );
  return chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, ...settings });
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The accessibility violations axe-core finds, as { id, impact, help, nodes: [selector] }. Evaluated through the browser's
 * debugger, which the page's policy does not bind.
 */
export async function axe(page, runOptions = {}) {
  await page.evaluate(await axeSource);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), runOptions);
  return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => node.target.join(' ')) }));
}
