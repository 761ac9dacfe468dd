//! Texts compared sixteen bytes at a time: where this runs in a browser, the library's comparison goes byte by byte.

/// Whether two texts are the same bytes.
#[inline]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.last_chunk::<16>(), b.last_chunk::<16>()) {
        // All whole pairs of words, and the last sixteen bytes, which overlap with the last whole pair.
        (Some(last), Some(other)) => {
            let pairs = a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0);
            u128::from_le_bytes(*last) == u128::from_le_bytes(*other) && pairs.into_iter().all(|(a, b)| u128::from_le_bytes(*a) == u128::from_le_bytes(*b))
        }
        _ => ends(a) == ends(b),
    }
}

/// The first and the last eight bytes as numbers. Up to sixteen bytes they, and the length, tell texts apart.
pub(super) fn ends(bytes: &[u8]) -> (u64, u64) {
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
            _ => (bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), 0),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_as_itself_and_as_none_that_differs_in_one_byte() {
        let text: Vec<u8> = (1..=40).collect();
        for length in 0..=40 {
            let own = &text[..length];
            assert!(same(own, &text.clone()[..length]));
            assert!(length == 0 || !same(own, &text[..length - 1]));
            for at in 0..length {
                let mut other = own.to_vec();
                other[at] ^= 1;
                assert!(!same(own, &other), "{length} bytes, differing at {at}");
                assert!(length > 16 || ends(own) != ends(&other));
            }
        }
    }
}
