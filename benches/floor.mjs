// The page of the floors: two workers, half the file each.
const WORKERS = 2;

const started = () => new Promise((resolve) => {
  const worker = new Worker(new URL('floor_worker.mjs', import.meta.url), { type: 'module' });
  worker.addEventListener('message', () => resolve(worker), { once: true });
});
const workers = await Promise.all(Array.from({ length: WORKERS }, started));

const ask = (worker, message) => new Promise((resolve) => {
  worker.addEventListener('message', ({ data }) => resolve(data), { once: true });
  worker.postMessage(message);
});

/** The generated file has no line end inside a field, so that any line is a place to split at. */
async function lineAfter(file, byte) {
  const bytes = new Uint8Array(await file.slice(byte, byte + 65_536).arrayBuffer());
  return byte + bytes.indexOf(10) + 1;
}

async function run(name) {
  const file = document.getElementById('file').files[0];
  const middle = await lineAfter(file, file.size >> 1);
  const began = performance.now();
  const found = await Promise.all([file.slice(0, middle), file.slice(middle)].map((part, at) => ask(workers[at], { name, part })));
  return { ms: performance.now() - began, found: found[0] + found[1] };
}

window.peers = { read: () => run('read'), scan: () => run('scan') };
window.ready = true;
