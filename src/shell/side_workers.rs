//! The page's hand on the workers that work for the host: readers, which read shares of a large file, and the one that opens
//! archives and workbooks. Only the page can start a worker under its own policy. Each speaks to the host through a port of its
//! own, so that nothing it reads passes the page's thread.
//!
//! They live for one import: ending them gives their memory back, and is how a cancel reaches them.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageChannel, MessagePort, Worker};

/// More readers would wait for the disk and for the host.
const READERS_MAX: f64 = 3.0;

#[wasm_bindgen]
extern "C" {
    /// boot.js: a worker that reads for whoever holds the other end of the port; makes no request.
    #[wasm_bindgen(catch, js_name = __startWorker)]
    fn start_reader(port: &MessagePort) -> Result<Worker, JsValue>;

    /// boot.js: the same with the program that opens archives and workbooks.
    #[wasm_bindgen(catch, js_name = __startBooks)]
    fn start_books(port: &MessagePort) -> Result<Worker, JsValue>;
}

struct SideWorker {
    worker: Worker,
    _on_error: Closure<dyn Fn(Event)>,
}

impl SideWorker {
    /// The worker, and the host's end of the channel to it. `on_lost` is called when it died.
    fn start(start: impl Fn(&MessagePort) -> Result<Worker, JsValue>, on_lost: impl Fn() + 'static) -> Result<(SideWorker, MessagePort), JsValue> {
        let channel = MessageChannel::new()?;
        let worker = start(&channel.port1())?;
        let on_error = Closure::<dyn Fn(Event)>::new(move |_| on_lost());
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok((SideWorker { worker, _on_error: on_error }, channel.port2()))
    }
}

impl Drop for SideWorker {
    fn drop(&mut self) {
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

#[derive(Default)]
pub(super) struct SideWorkers {
    readers: Vec<SideWorker>,
    books: Option<SideWorker>,
}

impl SideWorkers {
    pub(super) fn has_readers(&self) -> bool {
        !self.readers.is_empty()
    }

    /// Starts as many readers as there are processors beside the host's, and gives the ports for the host. `on_lost` is told the
    /// number of one that died. Where none can be started there are none: the host reads alone.
    pub(super) fn start_readers(&mut self, on_lost: impl Fn(u32) + Clone + 'static) -> Array {
        let ports = Array::new();
        let processors = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let count = (processors - 1.0).clamp(1.0, READERS_MAX) as u32;
        for number in 0..count {
            let on_lost = on_lost.clone();
            let Ok((reader, port)) = SideWorker::start(start_reader, move || on_lost(number)) else { break };
            self.readers.push(reader);
            ports.push(&port);
        }
        ports
    }

    /// Starts the worker that opens archives in place of an earlier one, and gives the port for the host, or nothing where it cannot
    /// be started.
    pub(super) fn start_books(&mut self, on_lost: impl Fn() + 'static) -> Array {
        match SideWorker::start(start_books, on_lost) {
            Ok((books, port)) => {
                self.books = Some(books);
                Array::of1(&port)
            }
            Err(_) => Array::new(),
        }
    }

    /// Ends all of them, at once.
    pub(super) fn end(&mut self) {
        self.readers.clear();
        self.books = None;
    }
}
