//! A large file read by several workers: which bytes are whose. The host reads from the front on and hands shares off the
//! back to the readers, smaller and smaller ones, so that all of them end at about the same time however fast each is.
//!
//! A share is cut at line ends: who reads it begins behind the first line feed at or after its first byte, and ends behind the
//! first one at or after the first byte of the next. Whoever reads finds the same places without asking anybody. Whether
//! such a line feed also ended a record is known to the reader of the bytes before it only; where it did not, what was read
//! behind it is dropped and read again from there.

use memchr::memchr;

/// Smaller files are read in less time than it takes to hand shares over.
pub const SHARED_BYTES_MIN: u64 = 4 << 20;
/// A share of less costs more to hand over than to read.
const SHARE_BYTES_MIN: u64 = 1 << 20;
/// What is read of a share is in memory three times while it is handed over.
const SHARE_BYTES_MAX: u64 = 64 << 20;

/// Bytes of a file, the last one excluded, before they are cut at line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub from: u64,
    pub to: u64,
}

/// What is left to be handed out of one file.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    back: u64,
    workers: u64,
}

impl Shares {
    /// `workers` is how many read at once, the host included.
    pub fn new(bytes: u64, workers: usize) -> Shares {
        Shares { back: bytes, workers: workers as u64 }
    }

    /// Where the part begins that was handed out; the host reads up to here.
    pub fn back(&self) -> u64 {
        self.back
    }

    /// The next share, when the host has read up to `front`; `None` when the rest is for the host.
    pub fn next(&mut self, front: u64) -> Option<Share> {
        let left = self.back.saturating_sub(front);
        let bytes = (left / (self.workers + 1) / 10 * 9).min(SHARE_BYTES_MAX);
        if bytes < SHARE_BYTES_MIN {
            return None;
        }
        let to = self.back;
        self.back -= bytes;
        Some(Share { from: self.back, to })
    }
}

/// Cuts the blocks of a share at line ends.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    share: Share,
    /// Offset of the next block in the file.
    at: u64,
    /// First byte that belongs to the share, once its line feed is found.
    begun: Option<u64>,
    ended: bool,
}

impl Cut {
    /// Blocks are to come from `share.from` on. A share from the first byte of the file on begins there.
    pub fn new(share: Share) -> Cut {
        Cut { share, at: share.from, begun: None, ended: false }
    }

    /// For the host, which goes on exactly at `share.from`, where a line begins.
    pub fn on(share: Share) -> Cut {
        Cut { share, at: share.from, begun: Some(share.from), ended: false }
    }

    /// Ends earlier than was said first: behind the line that holds byte `to`, which has not come yet.
    pub fn end_at(&mut self, to: u64) {
        self.share.to = to;
    }

    /// The part of the next block that belongs to the share.
    pub fn take<'a>(&mut self, block: &'a [u8]) -> &'a [u8] {
        let first = match self.begun {
            Some(_) => 0,
            None => match self.boundary(block, self.share.from) {
                Some(end) => {
                    self.begun = Some(self.at + end as u64);
                    end
                }
                None => block.len(),
            },
        };
        let end = if self.ended { None } else { self.boundary(block, self.share.to) };
        let last = if self.ended { 0 } else { end.unwrap_or(block.len()) };
        self.ended |= end.is_some();
        self.at += if self.ended { last.max(first) } else { block.len() } as u64;
        block.get(first..last.max(first)).unwrap_or_default()
    }

    /// Where a share from `from` on really begins, counted in the block at `self.at`: behind the line that holds that byte.
    fn boundary(&self, block: &[u8], from: u64) -> Option<usize> {
        if from == 0 {
            return Some(0);
        }
        let skipped = usize::try_from(from.saturating_sub(self.at)).ok()?;
        let length = memchr(b'\n', block.get(skipped..)?)?;
        Some(skipped + length + 1)
    }

    /// No later block holds anything of the share.
    pub fn is_over(&self) -> bool {
        self.ended
    }

    /// First byte of the share and the one behind its last that has come. `None` while its beginning has not been found.
    pub fn span(&self) -> Option<(u64, u64)> {
        self.begun.map(|begun| (begun, self.at.max(begun)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(offset: u64) -> usize {
        usize::try_from(offset).expect("of a small file")
    }

    /// Everything `share` holds of `bytes`, given in blocks of `block` bytes.
    fn held(bytes: &[u8], share: Share, block: usize) -> (Vec<u8>, Option<(u64, u64)>) {
        let mut cut = Cut::new(share);
        let mut held = Vec::new();
        for block in bytes[index(share.from)..].chunks(block) {
            if cut.is_over() {
                break;
            }
            held.extend_from_slice(cut.take(block));
        }
        (held, cut.span())
    }

    #[test]
    fn neighbouring_shares_hold_every_byte_once_and_end_with_whole_lines() {
        let bytes = b"ab\ncd\r\n\n\nefghijkl\nm\nno";
        let length = bytes.len() as u64;
        for first in 0..=length {
            for second in first..=length {
                for block in 1..=bytes.len() {
                    let shares = [(0, first), (first, second), (second, length)].map(|(from, to)| held(bytes, Share { from, to }, block));
                    let all: Vec<u8> = shares.iter().flat_map(|(held, _)| held.clone()).collect();
                    assert_eq!(all, bytes, "{first} {second} {block}");
                    for (held, span) in &shares[..2] {
                        let Some((from, to)) = span else { continue };
                        assert_eq!(&bytes[index(*from)..index(*to)], held, "{first} {second} {block}");
                        assert!(held.is_empty() || held.ends_with(b"\n") || *to == length, "{first} {second} {block}");
                    }
                }
            }
        }
    }

    #[test]
    fn shares_are_handed_out_from_the_back_until_little_is_left() {
        let size = 110 << 20;
        let mut shares = Shares::new(size, 2);
        let mut end = size;
        let mut front = 0;
        while let Some(share) = shares.next(front) {
            assert_eq!(share.to, end, "nothing is left between two shares");
            assert_eq!(shares.back(), share.from);
            assert!(share.to - share.from >= SHARE_BYTES_MIN && share.to - share.from <= SHARE_BYTES_MAX);
            end = share.from;
            front += share.to - share.from;
        }
        assert!(front <= end, "the host has not yet reached what was handed out");
        assert!(end - front < 4 * SHARE_BYTES_MIN, "what is left is read before another share would be");
    }

    #[test]
    fn a_file_that_is_small_or_already_read_is_not_shared() {
        assert_eq!(Shares::new(2 * SHARE_BYTES_MIN, 2).next(0), None);
        assert_eq!(Shares::new(1 << 30, 2).next(1 << 30), None);
        assert_eq!(Shares::new(1 << 20, 4).next(1 << 40), None);
    }
}
