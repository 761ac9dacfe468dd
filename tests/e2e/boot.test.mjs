// What src/shell/boot.js promises: the app starts in any folder, a worker starts without a request and is bound by the
// page's policy, changed files do not run, and a browser that cannot run the app is told so.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DIST, open } from './harness.mjs';

/** Starts a worker, waits for the first thing it says, ends it. */
const startWorker = (page) =>
  page.evaluate(() => new Promise((resolve, reject) => {
    const worker = globalThis.__startWorker();
    worker.onerror = (event) => reject(new Error(event.message ?? 'the worker did not start'));
    worker.onmessage = () => {
      worker.terminate();
      resolve('ready');
    };
  }));

for (const base of ['/', '/some/deep/path/']) {
  test(`the app starts at ${base} and its policy objects to nothing`, async (t) => {
    const { serverLog, consoleErrors } = await open(t, { base });
    assert.deepEqual(consoleErrors, []);
    assert.deepEqual(serverLog.filter(({ status }) => status !== 200), []);
    const paths = serverLog.map(({ path }) => path);
    assert.deepEqual(paths, [...new Set(paths)], 'each file is fetched once');
  });
}

test('a worker starts and starts again without a request', async (t) => {
  const { page, requests, serverLog } = await open(t);
  const [seen, served] = [requests.length, serverLog.length];
  assert.equal(await startWorker(page), 'ready');
  assert.equal(await startWorker(page), 'ready');
  assert.equal(requests.length, seen);
  assert.equal(serverLog.length, served);
});

test('a worker is bound by the policy of the page', async (t) => {
  const { page } = await open(t);
  const started = page.waitForEvent('worker');
  await page.evaluate(() => { globalThis.__kept = globalThis.__startWorker(); });
  const worker = await started;
  const refused = await worker.evaluate(() => new Promise((done) => {
    addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
    fetch('http://127.0.0.1:9/').catch(() => setTimeout(done, 1000, 'no objection'));
  }));
  assert.equal(refused, 'connect-src');
  // From a timer: what the debugger itself evaluates is exempt.
  const evaluated = await worker.evaluate(() => new Promise((done) => {
    setTimeout(() => {
      try {
        done(new Function('return "ran"')());
      } catch (error) {
        done(error.name);
      }
    });
  }));
  assert.equal(evaluated, 'EvalError');
});

test('no other worker and no markup with code is accepted', async (t) => {
  const { page } = await open(t);
  const attempt = (body) => page.evaluate(`new Promise((done) => setTimeout(() => { try { ${body}; done('accepted') } catch (error) { done(error.name) } }))`);
  assert.equal(await attempt(`new Worker('worker.js')`), 'TypeError');
  assert.equal(await attempt(`new Worker(URL.createObjectURL(new Blob(['1'])))`), 'TypeError');
  assert.equal(await attempt(`document.createElement('p').innerHTML = '<img src=x onerror=alert(1)>'`), 'TypeError');
  assert.equal(await attempt(`document.createElement('p').innerHTML = '<b>bold</b>'`), 'accepted');
});

for (const [what, changed] of [['the app', /^app-.*\.wasm$/], ['the worker', /^worker_bg\.wasm$/], ['the glue of the worker', /^worker\.js$/]]) {
  test(`${what}, changed on the way, does not run`, async (t) => {
    const root = await mkdtemp(path.join(tmpdir(), 'creator-audit-'));
    t.after(() => rm(root, { recursive: true, force: true }));
    await cp(DIST, root, { recursive: true });
    const file = path.join(root, (await readdir(root)).find((name) => changed.test(name)));
    await writeFile(file, Buffer.concat([await readFile(file), Buffer.from('\n')]));
    const { page } = await open(t, { root, ready: false });
    await page.getByText('could not be loaded, or was changed').waitFor();
    assert.notEqual(await page.evaluate(() => globalThis.__appReady), true);
  });
}

test('a browser without WebAssembly is told what to do', async (t) => {
  const { page } = await open(t, { ready: false, init: () => { delete globalThis.WebAssembly; } });
  await page.getByText('This browser cannot run the app').waitFor();
});
