// Starts the page: a policy for what may become markup or a script, the worker's program, then the app.
// A module file of its own because the content security policy allows no inline script.

// Markup that could run code or leave the page. Leptos writes its static fragments through innerHTML; text that a file
// brings along never goes that way, and if it did by mistake, this stops it.
const FORBIDDEN_HTML =
  /<\s*\/?\s*(script|iframe|object|embed|base|meta|link|form|style|template)\b|[\s/"']on[a-z]+\s*=|javascript:|srcdoc/i;

const workerUrls = new Set();

globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (html) => (FORBIDDEN_HTML.test(html) ? null : html),
  createScriptURL: (url) => (workerUrls.has(url) ? url : null),
});

async function load(address, integrity, priority = 'auto') {
  // same-origin: the mode of Trunk's preload links, so that what they fetched is used and not fetched again.
  const response = await fetch(address, { integrity, priority, credentials: 'same-origin' }).catch((cause) => {
    throw new Error(`could not load ${address}`, { cause });
  });
  if (!response.ok) throw new Error(`could not load ${address}: status ${response.status}`);
  return response;
}

async function compile(loading) {
  const response = await loading;
  // A host that does not know the type of .wasm files forbids compiling while it streams.
  return response.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

// Everything a worker needs is kept, so that starting one, or another after a crash, makes no request. And a worker
// started from a blob: address is bound by this page's policy, which one loaded from the network would not be.
const digests = (name) => document.querySelector(`meta[name=${name}]`).content.split(' ');
const part = (name, digest, priority) => load(`${name}?v=${encodeURIComponent(digest.slice(7, 23))}`, digest, priority);
const text = async (...named) => (await part(...named)).text();

function workerUrl(...source) {
  const url = URL.createObjectURL(new Blob([source.join('\n')], { type: 'text/javascript' }));
  workerUrls.add(url);
  return url;
}

// The last lines of every worker's source.
const boot = text('worker_boot.js', digests('worker')[1]);

async function prepareWorkers() {
  const [glue, , wasm] = digests('worker');
  const [module, ...source] = await Promise.all([compile(part('worker_bg.wasm', wasm)), text('worker.js', glue), boot]);
  const url = workerUrl(...source);

  // With a port the worker reads for another one, which speaks to it through that port.
  globalThis.__startWorker = (port) => {
    const worker = new Worker(url, { type: 'module' });
    worker.postMessage({ module, port }, port ? [port] : []);
    return worker;
  };
}

// The program that opens archives and workbooks: few files need it, so it comes last and is compiled when it is used, by the
// worker that runs it.
async function prepareBooks() {
  const [glue, wasm] = digests('books');
  const program = part('books_bg.wasm', wasm, 'low').then((response) => response.arrayBuffer());
  const [module, ...source] = await Promise.all([program, text('books.js', glue, 'low'), boot]);
  const url = workerUrl(...source);

  globalThis.__startBooks = (port) => {
    const worker = new Worker(url, { type: 'module' });
    worker.postMessage({ module, port }, [port]);
    return worker;
  };
}

function advice(error) {
  if (typeof WebAssembly !== 'object' || typeof Worker !== 'function') {
    return 'This browser cannot run the app: WebAssembly is missing or switched off. Allow it for this site, or open the page in a current Chrome, Edge, Firefox or Safari.';
  }
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return 'This browser refused to compile the app. Open the page in a current Chrome, Edge, Firefox or Safari, with WebAssembly allowed for this site.';
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return 'The app stopped while starting. Your files are untouched. Reload the page.';
  }
  return 'A part of the app could not be loaded, or was changed on its way here. Check the connection and reload the page.';
}

async function start() {
  // Trunk's own links name the app's files and their digests.
  const glue = document.querySelector('link[rel=modulepreload]');
  const wasm = document.querySelector('link[rel=preload][as=fetch]');
  const [app, module] = await Promise.all([
    import(glue.href),
    compile(load(wasm.href, wasm.integrity)),
    prepareWorkers(),
  ]);
  // The app itself says when it can be used (`__appReady`), and waits for this: by then all that it needs from the network is here.
  globalThis.__rest = prepareBooks().catch(reportError);
  await app.default({ module_or_path: module });
}

// The static page's status line; the app may have replaced it.
function tell(sentence) {
  const status = document.getElementById('boot-status');
  if (status) status.textContent = sentence;
}

start().then(
  () => tell(''),
  (error) => {
    tell(advice(error));
    throw error; // into the console, with its cause
  },
);
