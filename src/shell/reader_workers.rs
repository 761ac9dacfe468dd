//! The page's hand on the readers: workers that read shares of a large file for the host. Only the page can start a worker under
//! its own policy. Each reader speaks to the host through a port of its own, so that nothing it reads passes the page's thread.
//!
//! Readers live for one import: ending them gives their memory back, and is how a cancel reaches them.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageChannel, MessagePort, Worker};

/// More would wait for the disk and for the host.
const READERS_MAX: f64 = 3.0;

#[wasm_bindgen]
extern "C" {
    /// boot.js: a worker that reads for whoever holds the other end of the port; makes no request.
    #[wasm_bindgen(catch, js_name = __startWorker)]
    fn start_reader(port: &MessagePort) -> Result<Worker, JsValue>;
}

struct Reader {
    worker: Worker,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

#[derive(Default)]
pub(super) struct ReaderWorkers {
    readers: Vec<Reader>,
}

impl ReaderWorkers {
    pub(super) fn is_empty(&self) -> bool {
        self.readers.is_empty()
    }

    /// Starts as many as there are processors beside the host's, and gives the ports for the host. `on_lost` is told the number
    /// of one that died. Where none can be started there are none: the host reads alone.
    pub(super) fn start(&mut self, on_lost: impl Fn(u32) + Clone + 'static) -> Array {
        let ports = Array::new();
        let processors = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let count = (processors - 1.0).clamp(1.0, READERS_MAX) as u32;
        for number in 0..count {
            let Ok(channel) = MessageChannel::new() else { break };
            let Ok(worker) = start_reader(&channel.port1()) else { break };
            let lost = on_lost.clone();
            let on_error = Closure::<dyn Fn(Event)>::new(move |_| lost(number));
            worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            self.readers.push(Reader { worker, _on_error: on_error });
            ports.push(&channel.port2());
        }
        ports
    }

    /// Ends all of them, at once.
    pub(super) fn end(&mut self) {
        self.readers.clear();
    }
}
