// Memory of the tab's process: what the kernel counts for it, so that columns, wasm memory, buffers and the page are all in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { importFile, launch, openApp, removeFile } from './browser.mjs';
import { megabytes, print } from './table.mjs';

const IMPORTS = 10;

/** Bytes of `key` in /proc/PID/status. */
const status = (pid, key) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm'))[1]) * 1024;
/** From now on the kernel's high-water mark counts anew. */
const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');
const resident = (pid) => status(pid, 'VmRSS');
const peak = (pid) => status(pid, 'VmHWM');

export async function memory({ file, servers }) {
  if (process.platform !== 'linux') return console.log('\nMemory was not measured: it is read from /proc, which only Linux has.');
  const browser = await launch();
  const page = await openApp(browser, servers.app);
  const pid = await rendererOf(browser, page);
  await page.waitForTimeout(1000); // what starts after the page is ready is idle too
  const collect = await page.context().newCDPSession(page);
  const idle = async () => {
    await collect.send('HeapProfiler.collectGarbage');
    return resident(pid);
  };
  const before = await idle();
  const peaks = [];
  let held;
  for (let at = 0; at < IMPORTS; at++) {
    forgetPeak(pid);
    await importFile(page, file.name);
    peaks.push(peak(pid));
    held ??= await idle();
    await removeFile(page);
  }
  await browser.close();
  print('Memory of the tab’s process (VmHWM and VmRSS of its renderer, reset before each import)', [
    ['idle, page ready', megabytes(before)],
    ['peak of the first import, above idle', megabytes(peaks[0] - before)],
    ['held afterwards, above idle', megabytes(held - before)],
    [`peak of import ${IMPORTS} in a row ÷ peak of the first`, (peaks.at(-1) / peaks[0]).toFixed(2)],
    ['the same of what is above idle', ((peaks.at(-1) - before) / (peaks[0] - before)).toFixed(2)],
  ]);
}

/** The process of this page: the renderer that works when the page does. */
async function rendererOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const busy = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]));
  };
  for (;;) {
    const before = await busy();
    await page.evaluate(() => { for (const end = performance.now() + 500; performance.now() < end;); });
    const spent = [...await busy()].filter(([id]) => before.has(id)).map(([id, seconds]) => ({ id, seconds: seconds - before.get(id) }));
    const [most] = spent.sort((a, b) => b.seconds - a.seconds);
    // Else another one was busy meanwhile: browsers keep a process ready for the next tab.
    if (most?.seconds > 0.3) return most.id;
  }
}
