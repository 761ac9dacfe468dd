// This app, its peers and the floors, each in a tab of its own of one browser, taking turns.
import { importFile, launch, openApp, openPeers, removeFile, runPeer, shownTotals } from './browser.mjs';
import { agree, median, ms, print, times } from './table.mjs';

/** One turn of everybody first, which is not counted: every contestant's code is warm then, as it is for the reader's second file. */
export async function inBrowser({ file, runs, servers }) {
  const browser = await launch();
  const app = await openApp(browser, servers.app);
  const peers = await openPeers(browser, servers.peers, file.name);
  const floor = await openPeers(browser, servers.floor, file.name);
  const start = await runPeer(peers, 'startDuckdb');
  const contestants = {
    app: () => importFile(app, file.name),
    udsv: () => runPeer(peers, 'udsv'),
    duckdbWasm: () => runPeer(peers, 'duckdbWasm'),
    papaparse: () => runPeer(peers, 'papaparse'),
    scan: () => runPeer(floor, 'scan'),
    read: () => runPeer(floor, 'read'),
  };
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  let totals;
  for (let run = 0; run <= runs; run++) {
    for (const [name, measure] of Object.entries(contestants)) {
      const result = await measure();
      if (run > 0) results[name].push(result);
      if (name === 'app') {
        totals ??= { rows: result.rows, ...(await shownTotals(app)) };
        agree('this app', { rows: result.rows }, { rows: file.rows });
        await removeFile(app);
      }
    }
  }
  for (const name of ['udsv', 'papaparse', 'duckdbWasm']) agree(name, results[name][0], totals);
  await browser.close();
  report(results, start);
}

function report(results, start) {
  const middle = Object.fromEntries(Object.entries(results).map(([name, list]) => [name, median(list.map((result) => result.ms))]));
  const line = (title, name) => {
    const list = results[name].map((result) => result.ms);
    return [title, ms(middle[name]), `${ms(Math.min(...list))} – ${ms(Math.max(...list))}`, name === 'app' ? '' : times(middle[name] / middle.app)];
  };
  print('In the browser, from the File to totals by creator, ASIN, week and line', [
    ['', 'median', 'from – to', 'of the app’s time'],
    line('this app, checks and issues on', 'app'),
    line('uDSV', 'udsv'),
    line('DuckDB-WASM', 'duckdbWasm'),
    line('PapaParse', 'papaparse'),
    line('floor: read and split, two workers', 'scan'),
    line('floor: read only, two workers', 'read'),
  ]);
  const longest = Math.max(...results.app.map((result) => result.longest));
  const updates = Math.min(...results.app.map((result) => (result.updates / result.ms) * 1000));
  console.log(`  DuckDB-WASM’s start, not counted: ${ms(start.ms)}. All agree on rows, revenue, commission and the number of groups.`);
  console.log(`  Longest task on the page’s thread from the file to the saved workspace: ${longest ? ms(longest) : 'none over 50 ms'}. Progress: ${updates.toFixed(1)} updates a second at least.`);
}
