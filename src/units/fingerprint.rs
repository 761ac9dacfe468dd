//! Short, stable fingerprints: the same input has the same one in every version, so they may be saved and linked to.

/// Two 64-bit lanes over the input, mixed by multiplication and rotation. Tells files and headers apart; no protection
/// against somebody who builds a collision on purpose, who would only hide an own file from oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    lanes: [u64; 2],
    words: u64,
}

/// Odd constants with well spread bits: the golden ratio, and the FNV-1a 64-bit prime's neighbour in `xxHash64`.
const MULTIPLIERS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f];

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint { lanes: [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], words: 0 }
    }
}

impl Fingerprint {
    pub fn word(&mut self, word: u64) {
        self.words = self.words.wrapping_add(1);
        for (lane, multiplier) in self.lanes.iter_mut().zip(MULTIPLIERS) {
            *lane = (lane.rotate_left(29) ^ word).wrapping_mul(multiplier);
        }
    }

    /// Adds a text with its length, so that two texts are not the same as their concatenation.
    pub fn text(&mut self, text: &str) {
        for chunk in text.as_bytes().chunks(8) {
            self.word(chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
        self.word(text.len() as u64);
    }

    /// 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        let [a, b] = self.finished();
        format!("{a:016x}{b:016x}")
    }

    /// The first half of [`Fingerprint::hex`] as a number.
    pub fn short(&self) -> u64 {
        let [a, _] = self.finished();
        a
    }

    /// Both halves of [`Fingerprint::hex`] as numbers, to be summed where order must not matter.
    pub fn finished(&self) -> [u64; 2] {
        let mut done = *self;
        done.word(self.words);
        done.word(0);
        let [a, b] = done.lanes;
        [a ^ a >> 31, b ^ b >> 29]
    }
}

/// Sixteen hexadecimal digits that stand for `text` in an address, so that the address holds no name.
pub fn short_id(text: &str) -> String {
    let mut fingerprint = Fingerprint::default();
    fingerprint.text(text);
    fingerprint.hex().get(..16).unwrap_or_default().to_owned()
}
