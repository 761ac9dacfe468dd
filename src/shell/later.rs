//! One value that arrives later: the waiting end is a future, the other end keeps the promise.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

enum Slot<T> {
    Empty(Option<Waker>),
    Full(T),
    Taken,
}

/// The end that waits. Waits for ever if the promise is never kept.
pub(super) struct Later<T>(Rc<RefCell<Slot<T>>>);

/// The end that answers.
pub(super) struct Promised<T>(Rc<RefCell<Slot<T>>>);

pub(super) fn pair<T>() -> (Promised<T>, Later<T>) {
    let slot = Rc::new(RefCell::new(Slot::Empty(None)));
    (Promised(slot.clone()), Later(slot))
}

impl<T> Promised<T> {
    pub(super) fn keep(self, value: T) {
        if let Slot::Empty(Some(waker)) = self.0.replace(Slot::Full(value)) {
            waker.wake();
        }
    }
}

impl<T> Future for Later<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.borrow_mut();
        match std::mem::replace(&mut *slot, Slot::Taken) {
            Slot::Full(value) => Poll::Ready(value),
            Slot::Empty(_) => {
                *slot = Slot::Empty(Some(context.waker().clone()));
                Poll::Pending
            }
            Slot::Taken => Poll::Pending,
        }
    }
}
