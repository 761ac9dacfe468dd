// Ten times the rows: how many times the time, in one tab.
import { cancelFile, importFile, launch, openApp } from './browser.mjs';
import { generate } from './generate.mjs';
import { agree, megabytes, median, ms, print, times } from './table.mjs';

const FACTOR = 10;
const RUNS = 3; // a gigabyte each
const CANCELLED_AT = [5, 50, 95]; // per cent of the bytes

export async function growth({ file, fileOf, servers }) {
  const rows = file.rows * FACTOR;
  const large = await fileOf('attribution', rows, (name) => generate(rows, name));
  const results = { small: [], large: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const [name, made] of [['small', file], ['large', large]]) {
      const browser = await launch();
      const result = await importFile(await openApp(browser, servers.app), made.name);
      agree('this app', { rows: result.rows }, { rows: made.rows });
      results[name].push(result.ms);
      await browser.close();
    }
  }
  const [small, big] = [median(results.small), median(results.large)];
  print('Growth: the first file of a fresh browser, medians of 3', [
    ['rows', 'bytes', 'median', 'of the smaller’s time'],
    [file.rows.toLocaleString('en'), megabytes(file.bytes), ms(small), ''],
    [rows.toLocaleString('en'), megabytes(large.bytes), ms(big), times(big / small)],
  ]);
  const browser = await launch();
  const page = await openApp(browser, servers.app);
  const cancels = [];
  for (const percent of CANCELLED_AT) cancels.push(await cancelFile(page, large.name, percent));
  await browser.close();
  console.log(`  Cancel of the larger at ${CANCELLED_AT.join(', ')} % of its bytes: stopped, with nothing kept, after ${cancels.map(ms).join(', ')}.`);
}
