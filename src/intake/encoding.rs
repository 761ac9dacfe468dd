//! Which encoding a text is in, as its bytes tell it.

/// An encoding that exports come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
    ShiftJis,
}

impl Encoding {
    pub const ALL: [Encoding; 5] = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252, Encoding::ShiftJis];

    /// The name in `check`, in saved choices, and what a browser's `TextDecoder` calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
            Encoding::ShiftJis => "shift_jis",
        }
    }

    /// The name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Windows1252 => "Windows-1252 (Western European)",
            Encoding::ShiftJis => "Shift-JIS (Japanese)",
        }
    }

    pub fn from_name(name: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    /// The byte-order mark a text in this encoding may begin with.
    const fn mark(self) -> &'static [u8] {
        match self {
            Encoding::Utf8 => b"\xef\xbb\xbf",
            Encoding::Utf16Le => b"\xff\xfe",
            Encoding::Utf16Be => b"\xfe\xff",
            Encoding::Windows1252 | Encoding::ShiftJis => b"",
        }
    }

    /// Length of the mark that `bytes` begin with, 0 without one.
    pub fn mark_length(self, bytes: &[u8]) -> usize {
        let mark = self.mark();
        if bytes.starts_with(mark) { mark.len() } else { 0 }
    }

    /// Bytes one character of the decoded text took in the file. One that was put in place of a damaged one counts as one
    /// unit; where Shift-JIS had two bytes for it is kept with the block.
    pub(super) fn width(self, character: char) -> u64 {
        match self {
            Encoding::Utf8 => character.len_utf8() as u64,
            Encoding::Utf16Le | Encoding::Utf16Be => 2 * character.len_utf16() as u64,
            Encoding::Windows1252 => 1,
            Encoding::ShiftJis => match character {
                '\0'..='\u{80}' | '\u{ff61}'..='\u{ff9f}' | char::REPLACEMENT_CHARACTER => 1,
                _ => 2,
            },
        }
    }
}

/// The encoding of a text as its first bytes tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detected {
    pub encoding: Encoding,
    /// Decided by likelihood, not by a mark or by validity alone: worth saying.
    pub assumed: bool,
}

/// What the bytes of a text say about its encoding. Adds up in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Parts (lines of a head, records) that are UTF-8 with more than ASCII in it, and parts that are not UTF-8.
    utf8: u64,
    not_utf8: u64,
    /// For and against Shift-JIS, over the parts that are not UTF-8.
    japanese: u64,
    western: u64,
    impossible: u64,
}

/// So many parts that are not UTF-8 outweigh one that is: a line of Shift-JIS may be UTF-8 by chance, a line of UTF-8 with
/// accents that is not UTF-8 is damaged.
const NOT_UTF8_OUTWEIGHS: u64 = 20;
/// So much that speaks for Japanese outweighs one pair of bytes that Shift-JIS does not have.
const JAPANESE_OUTWEIGHS: u64 = 10;

impl Evidence {
    /// Takes one part in and says whether it is UTF-8. `bytes` must not be cut inside a character.
    pub fn see(&mut self, bytes: &[u8]) -> bool {
        if bytes.is_ascii() {
            return true;
        }
        let is_utf8 = str::from_utf8(bytes).is_ok();
        if is_utf8 {
            self.utf8 += 1;
        } else {
            self.not_utf8 += 1;
            self.see_legacy(bytes);
        }
        is_utf8
    }

    pub fn join(&mut self, other: &Evidence) {
        let (mine, theirs) = (self.counts(), other.counts());
        *self = Evidence::from_counts(std::array::from_fn(|at| mine.get(at).zip(theirs.get(at)).map_or(0, |(mine, theirs)| mine + theirs)));
    }

    /// All of it as plain numbers, for a message between readers.
    pub fn counts(&self) -> [u64; 5] {
        [self.utf8, self.not_utf8, self.japanese, self.western, self.impossible]
    }

    pub fn from_counts([utf8, not_utf8, japanese, western, impossible]: [u64; 5]) -> Evidence {
        Evidence { utf8, not_utf8, japanese, western, impossible }
    }

    /// The encoding that reads most of it. A file that is UTF-8 but for a few records stays UTF-8: those records are damaged.
    pub fn verdict(&self) -> Encoding {
        if self.not_utf8 == 0 || self.utf8 * NOT_UTF8_OUTWEIGHS > self.not_utf8 {
            Encoding::Utf8
        } else if self.japanese > self.western && self.impossible * JAPANESE_OUTWEIGHS <= self.japanese {
            Encoding::ShiftJis
        } else {
            Encoding::Windows1252
        }
    }

    /// Kana, ideographs whose second byte is no letter either, and second bytes such as a backslash speak for Shift-JIS; one or
    /// two accented letters or a typographic mark between ASCII speak for Windows-1252. Pairs are told as Shift-JIS would.
    fn see_legacy(&mut self, bytes: &[u8]) {
        let mut at = 0;
        let mut half_width_run = 0;
        while let Some(&byte) = bytes.get(at) {
            let [next, second] = [1, 2].map(|ahead| bytes.get(at + ahead).copied().unwrap_or(b'\n'));
            let follows_ascii = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(u8::is_ascii);
            let alone = is_letter(byte) && next.is_ascii() || is_letter(byte) && is_letter(next) && second.is_ascii();
            let is_mark =
                matches!(byte, 0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xa0 | 0xa3 | 0xa9 | 0xae | 0xb0) && next.is_ascii() && !is_unlikely_after_mark(next);
            self.western += u64::from(follows_ascii && (alone || is_mark));
            half_width_run = if matches!(byte, 0xa1..=0xdf) { half_width_run + 1 } else { 0 };
            if !is_lead(byte) {
                // Half-width kana stand in words; three accented letters in a row are rare.
                self.japanese += u64::from(half_width_run >= 3);
                self.impossible += u64::from(matches!(byte, 0x80 | 0xa0 | 0xfd..=0xff));
                at += 1;
                continue;
            }
            match (byte, next) {
                (0x81, 0x40..=0x7e | 0x80..=0xac) | (0x82, 0x4f..=0x9a | 0x9f..=0xf1) | (0x83, 0x40..=0x7e | 0x80..=0xd6) => self.japanese += 2,
                (0x84..=0x9f, next) if is_unlikely_after_mark(next) => self.japanese += 2,
                (0x84..=0x9f, 0x80..=0xfc) => self.japanese += 1,
                (_, 0x40..=0x7e | 0x80..=0xfc) => {}
                _ => self.impossible += 1,
            }
            at += 2;
        }
    }
}

/// An accented letter in Windows-1252.
fn is_letter(byte: u8) -> bool {
    byte >= 0xc0
}

/// What is the second byte of many Shift-JIS pairs, and follows no typographic mark in a Western text.
fn is_unlikely_after_mark(byte: u8) -> bool {
    matches!(byte, b'@' | b'[' | b'\\' | b']' | b'^' | b'_' | b'`' | b'{' | b'}' | b'~')
}

/// Looks at the first bytes; `whole` says that there are no more.
pub fn detect(head: &[u8], whole: bool) -> Detected {
    let marked = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be].into_iter().find(|encoding| encoding.mark_length(head) > 0);
    if let Some(encoding) = marked {
        return Detected { encoding, assumed: false };
    }
    if let Some(encoding) = utf16_by_zero_bytes(head) {
        return Detected { encoding, assumed: true };
    }
    let mut evidence = Evidence::default();
    match str::from_utf8(head) {
        // A character cut off at the end of the head.
        Err(error) if !whole && error.error_len().is_none() => {}
        Ok(_) => {}
        Err(_) => head.split(|&byte| byte == b'\n' || byte == b'\r').for_each(|line| {
            evidence.see(line);
        }),
    }
    let encoding = evidence.verdict();
    Detected { encoding, assumed: encoding != Encoding::Utf8 }
}

/// Characters looked at for zero bytes.
const ZERO_PATTERN_UNITS: usize = 512;

/// UTF-16 without a mark: in a table every line has ASCII (digits, separators), whose other byte is zero; all of them on the
/// same side. A file of another kind has zeros on both.
fn utf16_by_zero_bytes(head: &[u8]) -> Option<Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let (mut little, mut big) = (0, 0);
    for pair in pairs.iter().take(ZERO_PATTERN_UNITS) {
        match pair {
            [0, 0] => return None,
            [_, 0] => little += 1,
            [0, _] => big += 1,
            _ => {}
        }
    }
    let enough = pairs.len().min(ZERO_PATTERN_UNITS) / 4;
    match (little, big) {
        (1.., 0) if little > enough => Some(Encoding::Utf16Le),
        (0, 1..) if big > enough => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The first byte of a pair in Shift-JIS.
pub(super) fn is_lead(byte: u8) -> bool {
    matches!(byte, 0x81..=0x9f | 0xe0..=0xfc)
}
