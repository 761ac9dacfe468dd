//! Time and turns in a worker.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Resolves with nothing when its time is up; dropped earlier, never.
pub(super) struct Timer {
    pub(super) done: Promise,
    handle: Option<i32>,
}

impl Timer {
    pub(super) fn start(wait_ms: i32) -> Timer {
        let mut handle = None;
        let done = Promise::new(&mut |resolve, _| {
            handle = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, wait_ms).ok();
        });
        Timer { done, handle }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(handle) = self.handle {
            scope().clear_timeout_with_handle(handle);
        }
    }
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
