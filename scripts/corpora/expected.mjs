// What an expected.json states of a file, beside what the native command reads of it.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { check, records, run } from './engine.mjs';

/** "1,50" is no number here; "1.5" and "1.50" are the same one. */
function decimal(text) {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(String(text ?? '').trim());
  if (!match) return String(text);
  const [, sign, whole, fraction = ''] = match;
  const value = fraction ? `${whole}.${fraction}` : whole;
  return value === '0' ? '0' : sign + value;
}

const isDecimal = (text) => /^-?\d+(\.\d+)?$/.test(text);
const bare = (header) => header.replaceAll(/\s/g, '');

/** A sum is stated by the file's header and read by our name for that column: what a measure is summed under. */
function sumOf(result, header) {
  if (result.sums && header in result.sums) return result.sums[header];
  const canonical = Object.entries(result.columns ?? {}).find(([, spelling]) => bare(spelling) === bare(header))?.[0];
  return canonical === undefined ? undefined : result.sums?.[canonical];
}

/** Decimals as whole millionths. */
const micros = (text) => { const [whole, fraction = ''] = String(text).split('.'); return BigInt(whole + fraction.padEnd(6, '0').slice(0, 6)); };
const fromMicros = (value) => decimal(`${value < 0n ? '-' : ''}${String(value < 0n ? -value : value).padStart(7, '0').replace(/(\d{6})$/, '.$1')}`);

/** One cell as it is read: an amount is what the column's sum loses when the row is left out, a text is the text. */
function cellOf(file, result, row, header, want, scratch) {
  const rows = records(file).filter(({ line }) => line >= result.header_line);
  const column = rows[0].fields.findIndex((name) => bare(name) === bare(header));
  // Offsets are those of the file only where it is UTF-8.
  if (!isDecimal(want) || column < 0 || !result.encoding.startsWith('utf-8')) return rows[row]?.fields[column];
  const bytes = readFileSync(file);
  const without = path.join(scratch, path.basename(file));
  writeFileSync(without, Buffer.concat([bytes.subarray(0, rows[row].byte), bytes.subarray(rows[row + 1]?.byte ?? bytes.length)]));
  return fromMicros(micros(sumOf(result, header)) - micros(sumOf(check(without)[0], header) ?? '0'));
}

const tab = (delimiter) => (delimiter === '\t' ? '\\t' : delimiter);
const plural = (issues) => (issues.length > 0 ? issues.map(({ line, code }) => `${code} at line ${line}`).join(', ') : 'nothing');

/** [[key, what is read, what was expected]] of everything stated that can be compared. */
export function comparisons(file, result, want, scratch) {
  const { issues = [] } = result;
  const at = (line) => issues.filter((issue) => issue.line === line);
  const compare = {
    encoding: (value) => [String(result.encoding).toLowerCase(), value.toLowerCase()],
    delimiter: (value) => [tab(result.delimiter), tab(value)],
    rows_ok: (value) => [String(result.accepted), String(value)],
    rows_rejected: (value) => [String(result.rejected), String(value)],
    currency: (value) => [String(result.currency), value],
    error_line: (value) => [at(value).some(({ severity }) => severity === 'error') ? `an error at line ${value}` : plural(issues), `an error at line ${value}`],
  };
  const all = [];
  for (const [key, value] of Object.entries(want)) {
    const cell = /^cell_r(\d+)_(.+)$/.exec(key);
    if (key in compare) all.push([key, ...compare[key](value)]);
    else if (cell) all.push([key, String(cellOf(file, result, Number(cell[1]), cell[2], value, scratch)), isDecimal(value) ? decimal(value) : value]);
    else if (key.startsWith('sum_')) all.push([key, decimal(sumOf(result, key.slice(4))), decimal(value)]);
    else if (key === 'rejected') for (const stated of value) all.push([`rejected, line ${stated.line}`, rejection(at(stated.line), stated), rejection([], stated, true)]);
  }
  return all;
}

/** The rejection at a line, in as many words as are stated of it. */
function rejection(issues, { line, code, got, want }, stated = false) {
  const issue = stated ? { code: code?.replaceAll('_', '-') } : issues.find(({ severity }) => severity === 'error');
  if (!issue) return `nothing at line ${line}`;
  const [, found, header] = stated ? [0, got, want] : /(\d+) fields\D+(\d+)/.exec(issue.message) ?? [];
  return [`line ${line}`, code && issue.code, got && `${found} fields`, want && `of ${header}`].filter(Boolean).join(', ');
}

/** What was judged to be read of prose, where it is not. */
export function judged(file, result, found) {
  const wrong = [];
  for (const [field, value] of Object.entries(found)) {
    if (field === 'issues') {
      const missing = value.filter(([line, code]) => !result.issues.some((issue) => issue.line === line && issue.code === code));
      if (missing.length > 0) wrong.push(`issues: expected ${missing.map(([line, code]) => `${code} at line ${line}`)}, read ${plural(result.issues)}`);
    } else if (field === 'revenue_by') {
      const read = Object.fromEntries(Object.keys(value).map((by) => [by, revenueBy(file, by)]));
      if (!isDeepStrictEqual(read, value)) wrong.push(`revenue: expected ${JSON.stringify(value)}, read ${JSON.stringify(read)}`);
    } else if (!isDeepStrictEqual(result[field], value)) wrong.push(`${field}: expected ${JSON.stringify(value)}, read ${JSON.stringify(result[field])}`);
  }
  return wrong;
}

/** { key: revenue } of a grouping. */
export function revenueBy(file, by) {
  const { groups } = JSON.parse(run('kpis', file, '--by', by, '--kpi', 'revenue'));
  return Object.fromEntries(groups.map(({ key, kpis: [{ value }] }) => [key, decimal(value)]));
}

export const summary = ({ kind, encoding, header_line, accepted, rejected, skipped, issues = [] }) =>
  `${kind}, ${encoding || 'no text'}, header on line ${header_line}, ${accepted} accepted, ${rejected} rejected, ${skipped} skipped; ${plural(issues.slice(0, 5))}`;
