// Exports as a brand has them, made anew: eight kinds of report and two that are none, with what must come of them worked out
// while they are written, in whole cents.

/** A CSV line; what needs quotes gets them. */
const line = (cells, delimiter = ',') => cells.map((cell) => (/["\r\n]/.test(cell) || String(cell).includes(delimiter) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(delimiter);
const table = (rows, { delimiter = ',', end = '\n' } = {}) => rows.map((cells) => line(cells, delimiter)).join(end) + end;

const money = (cents) => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const dollars = (cents) => `${cents < 0 ? '-' : ''}$${Math.floor(Math.abs(cents) / 100).toLocaleString('en-US')}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const iso = (month, day) => `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const asin = (at) => `B0${String(at % 12).padStart(8, '0')}`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Twenty rows of one month: what was clicked, sold and paid. */
function month(number, salt) {
  return Array.from({ length: 20 }, (_, at) => {
    const revenue = ((at * 7919 + salt * 104729) % 250_000) - (at === 7 ? 300_000 : 0); // the eighth row is a refund
    return { date: [number, at + 1], creator: `cr-${salt}-${at % 4}`, asin: asin(at + salt), clicks: (at * 37 + salt) % 400, orders: (at * 5 + salt) % 20, revenue, commission: Math.trunc(revenue / 20) };
  });
}

/** Our template, a file a month. */
const template = (number) => {
  const rows = month(number, number);
  const header = ['Date', 'Creator ID', 'Creator', 'Campaign', 'ASIN', 'Product Line', 'Clicks', 'Orders', 'Units', 'Revenue', 'Commission'];
  return {
    name: `programme-2026-${String(number).padStart(2, '0')}.csv`,
    facts: rows,
    content: table([header, ...rows.map((row) => [iso(...row.date), row.creator, `Creator, ${row.creator}`, 'Spring', row.asin, 'Oats', row.clicks, row.orders, row.orders, dollars(row.revenue), money(row.commission)])]),
  };
};

/** What one creator downloads: preamble, no creator column, dates with month names, a total row. */
const earnings = (salt, who) => {
  const rows = month(6, salt);
  const header = ['Date', 'Campaign Title', 'ASIN', 'Clicks', 'Shipped Items', 'Revenue', 'Commission Rate', 'Commission Income'];
  const body = rows.map((row) => [`${String(row.date[1]).padStart(2, '0')}-${MONTHS[row.date[0] - 1]}-2026`, '1.8" "Glow", launch', row.asin, row.clicks, row.orders, money(row.revenue), '5%', money(row.commission)]);
  return { name: `${who}.csv`, facts: rows.map((row) => ({ ...row, orders: 0 })), content: `\ufeff${table([['Earnings report'], header, ...body, ['Total', '', '', '', '', '1.00', '', '1.00']], { end: '\r\n' })}` };
};

/** A roll-up by week as a spreadsheet writes it. */
const rollUp = (number) => {
  const rows = month(number, 50 + number).filter((_, at) => at % 7 === 0);
  const header = ['Week Start', 'Creator Name', 'ASIN', 'Product Title', 'Clicks', 'Orders', 'Attributed Sales', 'Commission Paid'];
  return {
    name: `roll-up ${MONTHS[number - 1]}.tsv`,
    facts: rows,
    content: table([header, ...rows.map((row) => [`${number}/${row.date[1]}/2026`, row.creator, row.asin, 'Oats, rolled', row.clicks, row.orders, dollars(row.revenue), dollars(row.commission)])], { delimiter: '\t' }),
  };
};

const sheet = (name, header, rows, options) => ({ name, facts: [], rows: rows.length, content: (options?.before ?? '') + table([header, ...rows], options) });

const businessReport = (salt) => sheet(`BusinessReport-${salt}.csv`,
  ['(Parent) ASIN', '(Child) ASIN', 'Title', 'Sessions - Total', 'Page Views - Total', 'Featured Offer (Buy Box) Percentage', 'Units Ordered', 'Unit Session Percentage', 'Ordered Product Sales', 'Total Order Items'],
  [1, 2, 3].map((at) => [asin(at), asin(at + salt), 'Oats, "rolled"', '12,131', '20,000', '98.5%', '683', '5.63%', '$12,905.25', '650']));

const searchQueries = (salt) => sheet(`US_Search_Query_Performance_Brand_View_Simple_Week_2026_0${salt}_07.csv`,
  ['Search Query', 'Search Query Score', 'Search Query Volume', 'Impressions: Total Count', 'Impressions: Brand Count', 'Impressions: Brand Share %', 'Clicks: Total Count', 'Clicks: Click Rate %', 'Clicks: Brand Count', 'Clicks: Brand Share %', 'Purchases: Total Count', 'Purchases: Purchase Rate %', 'Purchases: Brand Count', 'Purchases: Brand Share %', 'Reporting Date'],
  ['oats', 'rolled oats', 'porridge, quick'].map((query, at) => [query, at + 1, 1000, 9000, 900, '10', 300, '30', 60, '20', 50, '5', 10, '20', `2026-0${salt}-07`]),
  { before: `Brand=["Oats & Co"],Reporting Range=["Weekly"],Select week=["Week 6 | 2026-0${salt}-01 - 2026-0${salt}-07 2026"]\n` });

const catalogue = () => sheet('catalogue.csv', ['ASIN', 'Parent ASIN', 'Title', 'Product Line', 'Category', 'Price', 'Cost of Goods', 'Referral Fee', 'Fulfilment Fee'],
  [0, 1, 2, 3, 4].map((at) => [asin(at), asin(9), `Oats ${at}`, 'Oats', 'Grocery', '12.99', '4.10', '1.04', '3.10']));
const rates = () => sheet('rates.csv', ['ASIN', 'Campaign', 'Brand Rate', 'Standard Rate', 'Valid From'], [0, 1, 2].map((at) => [asin(at), 'Spring', '5%', '1%', '2026-01-01']));
const costs = () => sheet('costs.csv', ['Date', 'Model', 'Creator ID', 'ASIN', 'Amount'], [1, 2].map((at) => [iso(3, at), 'sample', `cr-1-${at}`, asin(at), '25.00']));
const operations = () => sheet('operations.csv', ['Date', 'Kind', 'Creator ID', 'ASIN', 'Item', 'Closed', 'Note'], [1, 2, 3].map((at) => [iso(2, at), 'brief sent', `cr-1-${at}`, asin(at), '', '', 'first brief']));

/** A warehouse's own words, as Germans write numbers and days. Nothing in it is known. */
export function german() {
  const header = ['Verkaufstag', 'Werbepartner', 'Artikelnummer', 'Aufrufe', 'Bestellvorgänge', 'Erlös brutto', 'Vergütung'];
  const rows = month(3, 71);
  const german = (cents) => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100).toLocaleString('de-DE')},${String(Math.abs(cents) % 100).padStart(2, '0')}`;
  const body = rows.map((row) => [`${row.date[1]}.3.2026`, `Änne Groß ${row.creator}`, row.asin, row.clicks, row.orders, german(row.revenue), german(row.commission)]);
  return { name: 'Umsatzliste März.csv', header, facts: rows, content: table([header, ...body], { delimiter: ';', end: '\r\n' }) };
}

/** Twenty files: facts of three kinds, sheets of seven, a picture that says it is a CSV, and a table nobody knows. */
export function twentyFiles() {
  return {
    facts: [template(1), template(2), template(3), template(4), template(5), earnings(21, 'maya-cooks'), earnings(22, 'zoe'), earnings(23, 'ben'), rollUp(7), rollUp(8)],
    sheets: [businessReport(1), businessReport(2), searchQueries(1), searchQueries(2), catalogue(), rates(), costs(), operations()],
    unusable: [{ name: 'picture.csv', content: Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex') }],
    unknown: [german()],
  };
}

/** Sums over rows, as exact decimals of the page: money with six places, counts whole. */
export function sums(rows) {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  return { clicks: String(sum('clicks')), revenue: `${money(sum('revenue'))}0000`, commission: `${money(sum('commission'))}0000` };
}
