// Numbers in columns.

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export const ms = (value) => `${Math.round(value).toLocaleString('en')} ms`;
export const times = (value) => `${value.toFixed(2)} ×`;
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Prints rows of texts, the first column to the left, the others to the right. */
export function print(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  console.log(`\n${title}`);
  for (const row of rows) console.log(`  ${row.map((text, column) => (column ? text.padStart(widths[column]) : text.padEnd(widths[column]))).join('   ')}`.trimEnd());
}

/** Stops the bench where two ways of adding up do not agree: a time for wrong sums is worth nothing. */
export function agree(name, found, expected) {
  for (const key of Object.keys(expected)) {
    if (JSON.stringify(found[key]) !== JSON.stringify(expected[key])) {
      throw new Error(`${name} says ${key} = ${JSON.stringify(found[key])}, expected ${JSON.stringify(expected[key])}`);
    }
  }
}
