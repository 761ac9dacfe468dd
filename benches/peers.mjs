// The same work by other libraries, each in its best documented way: from the File to exact sums (in cents) of eight
// measures by creator, ASIN, week and product line.

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

/** Adds rows of the generated file to totals by four keys. */
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
      const revenue = [...creators.values()].reduce((sum, values) => sum + values[3], 0);
      return { rows, creators: creators.size, asins: asins.size, weeks: weeks.size, lines: lines.size, revenue_cents: revenue };
    },
  };
}

const file = () => document.getElementById('file').files[0];

window.peers = {
  async read() {
    const began = performance.now();
    const reader = file().stream().getReader();
    let bytes = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    return { ms: performance.now() - began, bytes };
  },

  async udsv() {
    const began = performance.now();
    const totals = rollUps();
    let parser;
    for await (const text of file().stream().pipeThrough(new TextDecoderStream())) {
      parser ??= uDSV.initParser(uDSV.inferSchema(text));
      parser.chunk(text, parser.stringArrs, (part) => (Array.isArray(part[0]) ? part.forEach((row) => totals.row(row)) : totals.row(part)));
    }
    parser.end();
    return { ms: performance.now() - began, ...totals.result() };
  },
};
window.ready = true;
