// Appended by boot.js to the worker's wasm-bindgen glue, in the same module: `initSync` is the glue's own.

// The first message is the compiled program and, for a reader, its port. Running it is synchronous, so the Rust side listens
// before any later message is delivered; it says itself when it is ready. What it throws reaches the page as the worker's error event.
addEventListener('message', ({ data: { module, port } }) => {
  globalThis.__port = port;
  initSync({ module });
}, { once: true });

// A rejected promise alone would stay in here unseen.
addEventListener('unhandledrejection', (event) => reportError(event.reason));
