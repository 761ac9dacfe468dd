//! Sixty-four bytes at a time to four words of bits, by whatever the processor has for it.
//!
//! The only `unsafe` of the core stands here: a load of 16 or 32 bytes from inside a 64-byte array, and the call of code compiled for AVX2
//! behind a check that the processor has it. [`Portable`] does the same in plain arithmetic; a test holds that they agree.
#![allow(unsafe_code)]

use super::index::Index;

/// Which of sixty-four bytes are what: bit `n` speaks of byte `n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quote: u64,
    pub(super) delimiter: u64,
    pub(super) line_feed: u64,
    pub(super) carriage_return: u64,
    /// Not zero where any byte is above 127; which one is not said.
    pub(super) not_ascii: u64,
}

pub(super) trait Lanes {
    fn masks(block: &[u8; 64], delimiter: u8) -> Masks;
}

/// Fills an index from a window of bytes.
pub(super) type Kernel = fn(&mut Index, &[u8], u8);

/// The fastest kernel of this processor.
pub(super) fn best() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi1") && std::arch::is_x86_feature_detected!("popcnt") {
        return x86::build_avx2;
    }
    #[cfg(target_arch = "x86_64")]
    return super::index::build::<x86::Sse2>;
    #[cfg(target_arch = "wasm32")]
    return wasm::build_simd128;
    #[cfg(not(any(target_arch = "x86_64", target_arch = "wasm32")))]
    super::index::build::<Portable>
}

/// Every kernel this processor can run, for tests.
#[cfg(test)]
pub(super) fn all() -> Vec<Kernel> {
    #[cfg(target_arch = "x86_64")]
    return vec![super::index::build::<Portable>, super::index::build::<x86::Sse2>, best()];
    #[cfg(not(target_arch = "x86_64"))]
    vec![super::index::build::<Portable>, best()]
}

/// Eight bytes at a time in plain arithmetic: for other processors, and what the others are tested against.
#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
pub(super) struct Portable;

#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
impl Lanes for Portable {
    #[inline(always)]
    fn masks(block: &[u8; 64], delimiter: u8) -> Masks {
        let mut masks = Masks { quote: 0, delimiter: 0, line_feed: 0, carriage_return: 0, not_ascii: 0 };
        let (words, _) = block.as_chunks::<8>();
        for (word, shift) in words.iter().zip((0..64).step_by(8)) {
            let word = u64::from_le_bytes(*word);
            masks.not_ascii |= word & 0x8080_8080_8080_8080;
            masks.quote |= equal(word, b'"') << shift;
            masks.delimiter |= equal(word, delimiter) << shift;
            masks.line_feed |= equal(word, b'\n') << shift;
            masks.carriage_return |= equal(word, b'\r') << shift;
        }
        masks
    }
}

/// Bit `n` where byte `n` of the word is `wanted`.
#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
#[inline(always)]
fn equal(word: u64, wanted: u8) -> u64 {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let different = word ^ u64::from_le_bytes([wanted; 8]);
    let zero_bytes = !((different & LOW_BITS).wrapping_add(LOW_BITS) | different | LOW_BITS);
    // The top bit of each byte, gathered into the top byte.
    (zero_bytes >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_set1_epi8,
    };

    use super::super::index::{Index, build};
    use super::{Lanes, Masks};

    /// What every x86-64 processor has.
    pub(super) struct Sse2;

    impl Lanes for Sse2 {
        #[inline(always)]
        fn masks(block: &[u8; 64], delimiter: u8) -> Masks {
            let (parts, _) = block.as_chunks::<16>();
            let mut masks = Masks { quote: 0, delimiter: 0, line_feed: 0, carriage_return: 0, not_ascii: 0 };
            for (part, shift) in parts.iter().zip((0..64).step_by(16)) {
                // SAFETY: the array has the sixteen bytes that are loaded, and the load asks for no alignment.
                let bytes = unsafe { _mm_loadu_si128(part.as_ptr().cast::<__m128i>()) };
                // SAFETY: SSE2 is part of x86-64.
                let equal = |wanted: u8| unsafe {
                    let same = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted.cast_signed()));
                    u64::from(_mm_movemask_epi8(same).cast_unsigned()) << shift
                };
                masks.quote |= equal(b'"');
                masks.delimiter |= equal(delimiter);
                masks.line_feed |= equal(b'\n');
                masks.carriage_return |= equal(b'\r');
                // SAFETY: as above.
                masks.not_ascii |= unsafe { u64::from(_mm_movemask_epi8(bytes).cast_unsigned()) };
            }
            masks
        }
    }

    pub(super) struct Avx2;

    impl Lanes for Avx2 {
        #[inline(always)]
        fn masks(block: &[u8; 64], delimiter: u8) -> Masks {
            let (parts, _) = block.as_chunks::<32>();
            let mut masks = Masks { quote: 0, delimiter: 0, line_feed: 0, carriage_return: 0, not_ascii: 0 };
            for (part, shift) in parts.iter().zip((0..64).step_by(32)) {
                // SAFETY: the array has the thirty-two bytes that are loaded, and the load asks for no alignment. AVX2 is there:
                // only `build_avx2` uses these lanes.
                let bytes = unsafe { _mm256_loadu_si256(part.as_ptr().cast::<__m256i>()) };
                // SAFETY: as above, AVX2 is there.
                let equal = |wanted: u8| unsafe {
                    let same = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted.cast_signed()));
                    u64::from(_mm256_movemask_epi8(same).cast_unsigned()) << shift
                };
                masks.quote |= equal(b'"');
                masks.delimiter |= equal(delimiter);
                masks.line_feed |= equal(b'\n');
                masks.carriage_return |= equal(b'\r');
                // SAFETY: as above.
                masks.not_ascii |= unsafe { u64::from(_mm256_movemask_epi8(bytes).cast_unsigned()) };
            }
            masks
        }
    }

    pub(super) fn build_avx2(index: &mut Index, window: &[u8], delimiter: u8) {
        // SAFETY: `best` names this function only where it has found the processor to have all three.
        unsafe { with_avx2(index, window, delimiter) }
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn with_avx2(index: &mut Index, window: &[u8], delimiter: u8) {
        build::<Avx2>(index, window, delimiter);
    }
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, v128, v128_load};

    use super::super::index::{Index, build};
    use super::{Lanes, Masks};

    /// Every browser that runs the page's other code has these; a module with them is refused as a whole by one that has not.
    struct Simd128;

    impl Lanes for Simd128 {
        #[inline(always)]
        fn masks(block: &[u8; 64], delimiter: u8) -> Masks {
            let (parts, _) = block.as_chunks::<16>();
            let mut masks = Masks { quote: 0, delimiter: 0, line_feed: 0, carriage_return: 0, not_ascii: 0 };
            for (part, shift) in parts.iter().zip((0..64).step_by(16)) {
                // SAFETY: the array has the sixteen bytes that are loaded, and the load asks for no alignment.
                let bytes = unsafe { v128_load(part.as_ptr().cast::<v128>()) };
                let equal = |wanted: u8| u64::from(u8x16_bitmask(u8x16_eq(bytes, u8x16_splat(wanted)))) << shift;
                masks.quote |= equal(b'"');
                masks.delimiter |= equal(delimiter);
                masks.line_feed |= equal(b'\n');
                masks.carriage_return |= equal(b'\r');
                masks.not_ascii |= u64::from(u8x16_bitmask(bytes));
            }
            masks
        }
    }

    #[target_feature(enable = "simd128")]
    pub(super) fn build_simd128(index: &mut Index, window: &[u8], delimiter: u8) {
        build::<Simd128>(index, window, delimiter);
    }
}
