// A large file is read by several workers, and what it gives does not depend on who read which part of it.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { open } from './harness.mjs';
import {
  bigFile, check, commandLine, downloaded, folder, goTo, groupBy, importFiles, kpis, notice, overview, parseCsv, report, reported, totals, valuesOf,
} from './pages.mjs';

before(commandLine);

const BYTES = 12e6; // several shares
const READERS = () => globalThis.__workers.filter((worker) => worker.isReader);

/** Keeps every worker the page starts, and how many shares each reader was given and handed in. */
function watchWorkers() {
  globalThis.__workers = [];
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      globalThis.__workers.push(this);
    }
    postMessage(message, ...rest) {
      if (message?.port) this.isReader = true;
      super.postMessage(message, ...rest);
    }
    terminate() {
      this.isEnded = true;
      super.terminate();
    }
  };
}

/** From now on `__shares` of the page counts the shares that readers hand in: their rows are buffers that go through a port. */
async function countShares(page) {
  await page.evaluate(() => {
    globalThis.__shares = 0;
    globalThis.__channel = new BroadcastChannel('shares');
    globalThis.__channel.onmessage = () => { globalThis.__shares += 1; };
  });
  for (const worker of page.workers()) {
    await worker.evaluate(() => {
      const { postMessage } = MessagePort.prototype;
      const channel = new BroadcastChannel('shares');
      MessagePort.prototype.postMessage = function (message, ...rest) {
        if (message?.[1] instanceof ArrayBuffer) channel.postMessage('');
        return postMessage.call(this, message, ...rest);
      };
    });
  }
}

/** The page shows of these files what the command line computes of them. */
async function sameAsCommandLine(page, files) {
  const expected = valuesOf(kpis(files).kpis);
  const shown = await overview(page);
  assert.deepEqual(shown, Object.fromEntries(Object.keys(shown).map((id) => [id, expected[id]])));
  await groupBy(page, 'asin');
  const byAsin = await totals(page);
  assert.deepEqual(byAsin, Object.fromEntries(Object.keys(byAsin).map((id) => [id, expected[id]])));
}

test('readers wait idle after the page is ready, read a large file with the host, and are ended and replaced afterwards', async (t) => {
  const { page, requests, consoleErrors } = await open(t, { init: watchWorkers });
  await page.waitForFunction(`(${READERS})().length > 0`);
  const before = requests.length;
  const count = await page.evaluate(`(${READERS})().length`);
  const expected = await page.evaluate(() => Math.min(Math.max(navigator.hardwareConcurrency - 1, 1), 3));
  assert.equal(count, expected);
  const big = await bigFile(t, 'big.csv', BYTES);
  await countShares(page);
  await importFiles(page, big.path);
  assert.deepEqual(await reported(page), [big.rows, 0, 0]);
  assert.ok((await page.evaluate(() => globalThis.__shares)) > 0, 'readers handed in shares');
  await page.waitForFunction(`(${READERS})().filter((reader) => !reader.isEnded).length === ${expected}`);
  assert.equal(await page.evaluate(`(${READERS})().filter((reader) => reader.isEnded).length`), expected, 'those that read are gone, with their memory');
  await sameAsCommandLine(page, [big.path]);
  assert.equal(requests.length, before, 'starting readers makes no request');
  assert.deepEqual(consoleErrors, []);
});

test('complaints of a file read in shares name the lines and bytes they are at', async (t) => {
  const { page } = await open(t);
  const big = await bigFile(t, 'big.csv', BYTES);
  const lines = (await readFile(big.path, 'utf8')).trimEnd().split('\n');
  const damaged = [3, 60_000, lines.length - 2].filter((line) => line < lines.length);
  for (const line of damaged) lines[line] = lines[line].replace('B0OATE', 'OATS');
  // A line end inside a field, often: many places that look like one to split at are none.
  for (let line = 1; line < lines.length; line += 3) lines[line] = lines[line].replace(/Campaign (\d)/, '"Campaign\n$1"');
  const name = path.join(await folder(t), 'damaged.csv');
  await writeFile(name, lines.join('\n') + '\n');
  await importFiles(page, name);
  const expected = check(name);
  assert.deepEqual(await reported(page), [expected.accepted, expected.rejected, expected.skipped]);
  assert.equal(expected.rejected, damaged.length);
  await sameAsCommandLine(page, [name]);
  await goTo(page, 'data');
  const { text } = await downloaded(page, () => page.getByTestId('rejects-download').first().click());
  const [, ...rows] = parseCsv(text);
  const errors = expected.issues.filter(({ severity }) => severity === 'error');
  assert.deepEqual(rows.map(([, line, byte]) => [line, byte]), errors.map(({ line, byte }) => [String(line), String(byte)]));
});

for (const [how, harm] of [
  ['that dies', (reader) => { reader.terminate(); reader.dispatchEvent(new Event('error')); }],
  ['that falls silent', (reader) => reader.terminate()],
]) {
  test(`the share of a reader ${how} is read by the host: the figures are the same`, async (t) => {
    const { page } = await open(t, { init: watchWorkers });
    await page.waitForFunction(`(${READERS})().length > 0`);
    const big = await bigFile(t, 'big.csv', BYTES);
    await page.evaluate(`globalThis.__harm = ${harm}`);
    await page.evaluate((readers) => {
      // In the middle of the import, when shares have been handed out.
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[role=progressbar]')) return;
        observer.disconnect();
        for (const reader of eval(readers)()) globalThis.__harm(reader);
      }).observe(document, { childList: true, subtree: true });
    }, `(${READERS})`);
    await importFiles(page, big.path);
    assert.deepEqual(await reported(page), [big.rows, 0, 0]);
    await sameAsCommandLine(page, [big.path]);
  });
}

test('cancel ends the readers at once, keeps nothing, and the next import is read whole', async (t) => {
  const { page } = await open(t, { init: watchWorkers });
  const big = await bigFile(t, 'big.csv', 3 * BYTES);
  await page.evaluate(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[role=progressbar]')) return;
      observer.disconnect();
      [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel').click();
      globalThis.__endedAtOnce = globalThis.__workers.filter((worker) => worker.isReader).every((reader) => reader.isEnded);
    }).observe(document, { childList: true, subtree: true });
  });
  await page.locator('input[type=file]').first().setInputFiles(big.path);
  await notice(page, 'cancelled').waitFor();
  assert.equal(await page.evaluate(() => globalThis.__endedAtOnce), true);
  assert.equal(await report(page).count(), 0);
  assert.equal(await page.getByTestId('file-card').count(), 0);
  await importFiles(page, big.path);
  assert.deepEqual(await reported(page), [big.rows, 0, 0]);
  await sameAsCommandLine(page, [big.path]);
});
