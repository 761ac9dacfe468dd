//! Memory asked for at once: a worker's memory grows by steps of 64 KB, each of which stops it for a twentieth of a millisecond, and
//! a million rows take hundreds of them.

use std::hint::black_box;

/// More is asked for when it is needed.
const ROOM_BYTES_MAX: u64 = 256 << 20;

/// Makes sure that so many bytes can be had without another step. Untouched they take no memory of the machine; where there are
/// not so many, what needs them will find out.
pub(super) fn make(bytes: u64) {
    let mut room = Vec::<u8>::new();
    let is_there = room.try_reserve_exact(bytes.min(ROOM_BYTES_MAX) as usize).is_ok();
    // Looked at, so that the compiler does not find the two steps to cancel each other.
    black_box((is_there, &room));
}
