// The first file in a browser that has just been started: every time a new process and an empty profile.
import { importFile, launch, openApp, openPeers, runPeer } from './browser.mjs';
import { median, ms, print, times } from './table.mjs';

export async function firstFile({ file, runs, servers }) {
  const fresh = async (measure) => {
    const browser = await launch();
    const result = await measure(browser);
    await browser.close();
    return result.ms;
  };
  const results = { app: [], udsv: [] };
  for (let run = 0; run < runs; run++) {
    results.app.push(await fresh(async (browser) => importFile(await openApp(browser, servers.app), file.name)));
    results.udsv.push(await fresh(async (browser) => runPeer(await openPeers(browser, servers.peers, file.name), 'udsv')));
  }
  const [app, udsv] = [median(results.app), median(results.udsv)];
  print('The first file in a fresh browser', [
    ['', 'median', 'of the app’s time'],
    ['this app', ms(app), ''],
    ['uDSV', ms(udsv), times(udsv / app)],
  ]);
}
