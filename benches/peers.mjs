// The same work by other libraries, each in its best documented way: from the File to exact sums (money in cents) of eight
// measures by creator, ASIN, week and product line. Each answers { ms, rows, revenue_cents, commission_cents, groups }.

/** "$1,234.50" as 123450, without a float. */
function cents(text) {
  let value = 0;
  let decimals = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      if (decimals >= 0) decimals++;
    } else if (code === 46) decimals = 0;
  }
  return decimals <= 0 ? value * 100 : decimals === 1 ? value * 10 : value;
}

const REVENUE = 3;
const COMMISSION = 4;

/** What a library that only splits is given to do with each row: totals of eight measures by four keys. */
function rollUps() {
  const [creators, asins, weeks, lines] = [new Map(), new Map(), new Map(), new Map()];
  let rows = 0;
  const add = (totals, key, values) => {
    const sums = totals.get(key);
    if (!sums) totals.set(key, values.slice());
    else for (let at = 0; at < 8; at++) sums[at] += values[at];
  };
  return {
    row(fields) {
      rows++;
      const values = [+fields[6], +fields[7], +fields[8], cents(fields[9]), cents(fields[10]), +fields[11], +fields[12], +fields[13]];
      add(creators, fields[1], values);
      add(asins, fields[3], values);
      add(weeks, fields[0], values);
      add(lines, fields[5], values);
    },
    result() {
      const total = (measure) => String([...creators.values()].reduce((sum, values) => sum + values[measure], 0));
      return {
        rows, revenue_cents: total(REVENUE), commission_cents: total(COMMISSION),
        groups: { creator: creators.size, asin: asins.size, week: weeks.size, line: lines.size },
      };
    },
  };
}

const file = () => document.getElementById('file').files[0];

// --- uDSV: its incremental parser over a text stream, rows as arrays of strings handed to a reducer ---

async function udsv() {
  const began = performance.now();
  const totals = rollUps();
  let parser;
  const take = (part) => (Array.isArray(part[0]) ? part.forEach((row) => totals.row(row)) : totals.row(part));
  for await (const text of file().stream().pipeThrough(new TextDecoderStream())) {
    parser ??= uDSV.initParser(uDSV.inferSchema(text));
    parser.chunk(text, parser.stringArrs, take);
  }
  parser.end();
  return { ms: performance.now() - began, ...totals.result() };
}

// --- PapaParse: a local file in chunks ---

function papaparse() {
  const began = performance.now();
  const totals = rollUps();
  let header = true;
  const chunk = ({ data }) => {
    for (let at = header ? 1 : 0; at < data.length; at++) totals.row(data[at]);
    header = false;
  };
  return new Promise((resolve, reject) => {
    Papa.parse(file(), { skipEmptyLines: true, chunk, complete: () => resolve({ ms: performance.now() - began, ...totals.result() }), error: reject });
  });
}

// --- DuckDB-WASM: the bundle for a page without special headers, as any static host sends it; the columns that are needed into a table, then SQL ---

const DUCKDB = new URL('node_modules/@duckdb/duckdb-wasm/dist/', import.meta.url);
let duckdb;

/** Starts the database: counted apart. */
async function startDuckdb() {
  const library = await import('@duckdb/duckdb-wasm');
  const began = performance.now();
  const db = new library.AsyncDuckDB(new library.VoidLogger(), new Worker(new URL('duckdb-browser-eh.worker.js', DUCKDB)));
  await db.instantiate(new URL('duckdb-eh.wasm', DUCKDB).href);
  duckdb = { library, db };
  return { ms: performance.now() - began };
}

const MONEY = (column) => `cast(replace(replace("${column}", '$', ''), ',', '') as decimal(18, 2))`;
const KEYS = { creator: '"Creator ID"', asin: '"ASIN"', week: '"Week Start"', line: '"Product Line"' };
const COUNTS = ['Clicks', 'Orders', 'Units', 'New-to-brand Orders', 'Repeat Orders', 'Subscribe & Save Orders'].map((name) => `"${name}"`);

async function duckdbWasm() {
  const { library, db } = duckdb;
  const began = performance.now();
  await db.registerFileHandle('rows.csv', file(), library.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const connection = await db.connect();
  await connection.query(`create or replace temp table facts as select ${Object.values(KEYS)}, ${COUNTS},
    ${MONEY('Attributed Sales')} revenue, ${MONEY('Commission Paid')} commission from read_csv('rows.csv', header = true)`);
  const sums = [...COUNTS, 'revenue', 'commission'].map((column) => `sum(${column})`);
  const groups = {};
  for (const [name, key] of Object.entries(KEYS)) groups[name] = (await connection.query(`select ${key}, ${sums} from facts group by 1`)).numRows;
  const [total] = (await connection.query(`select count(*)::int "rows", (sum(revenue) * 100)::bigint::varchar revenue_cents,
    (sum(commission) * 100)::bigint::varchar commission_cents from facts`)).toArray();
  const { rows, revenue_cents, commission_cents } = total.toJSON();
  const ms = performance.now() - began;
  await connection.query('drop table facts');
  await connection.close();
  await db.dropFile('rows.csv');
  return { ms, rows, revenue_cents, commission_cents, groups };
}

window.peers = { udsv, papaparse, startDuckdb, duckdbWasm };
window.ready = true;
