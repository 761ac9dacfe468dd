//! Time and turns in a worker.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Date, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Calls again and again until it is dropped.
pub(super) struct Ticker {
    handle: Option<i32>,
    _on_tick: Closure<dyn Fn()>,
}

impl Ticker {
    pub(super) fn start(interval_ms: i32, on_tick: impl Fn() + 'static) -> Ticker {
        let on_tick = Closure::<dyn Fn()>::new(on_tick);
        let handle = scope().set_interval_with_callback_and_timeout_and_arguments_0(on_tick.as_ref().unchecked_ref(), interval_ms).ok();
        Ticker { handle, _on_tick: on_tick }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if let Some(handle) = self.handle {
            scope().clear_interval_with_handle(handle);
        }
    }
}

/// Looks up now and then whether something is waited for too long: one clock for all the blocks of a file, as one for each took a
/// twentieth of the time of reading it.
pub(super) struct Watch {
    patience_ms: f64,
    began_at_ms: Rc<Cell<f64>>,
    waiting: Rc<RefCell<Option<Waker>>>,
    _ticker: Ticker,
}

/// So often within the time that is waited at most.
const LOOKS: i32 = 5;

impl Watch {
    pub(super) fn start(patience_ms: i32) -> Watch {
        let (began_at_ms, waiting) = (Rc::new(Cell::new(f64::INFINITY)), Rc::new(RefCell::new(None::<Waker>)));
        let (began, waits, patience) = (began_at_ms.clone(), waiting.clone(), f64::from(patience_ms));
        let ticker = Ticker::start(patience_ms / LOOKS, move || {
            let is_late = Date::now() - began.get() >= patience;
            if let Some(waker) = is_late.then(|| waits.take()).flatten() {
                waker.wake();
            }
        });
        Watch { patience_ms: patience, began_at_ms, waiting, _ticker: ticker }
    }

    /// What `asked` gives; `None` where that takes too long.
    pub(super) async fn wait<T>(&self, mut asked: impl Future<Output = T> + Unpin) -> Option<T> {
        self.began_at_ms.set(Date::now());
        let given = poll_fn(|context| match Pin::new(&mut asked).poll(context) {
            Poll::Ready(given) => Poll::Ready(Some(given)),
            Poll::Pending if Date::now() - self.began_at_ms.get() >= self.patience_ms => Poll::Ready(None),
            Poll::Pending => {
                self.waiting.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        });
        let given = given.await;
        self.began_at_ms.set(f64::INFINITY);
        given
    }
}

/// Lets waiting messages in. A message of one's own comes back behind them at once; a timer would after a few turns take 4 ms each.
pub(super) struct Turns {
    channel: Option<MessageChannel>,
}

impl Turns {
    pub(super) fn new() -> Turns {
        Turns { channel: MessageChannel::new().ok() }
    }

    pub(super) async fn take(&self) {
        let Some(channel) = &self.channel else { return };
        let heard = Promise::new(&mut |resolve: Function, _| {
            channel.port2().set_onmessage(Some(&resolve));
            let sent = channel.port1().post_message(&JsValue::NULL);
            debug_assert!(sent.is_ok(), "nothing can always be sent");
        });
        // A message to oneself always arrives.
        let _ = JsFuture::from(heard).await;
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.port1().close();
        }
    }
}
