//! Currencies by ISO 4217 code.

/// One currency. Two different currencies are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Spellings met in amounts, longest first so that `CA$` is not read as `$`, with the code each stands for. A bare `$`,
/// `£` or `¥` is read as the currency of Amazon's largest marketplace that uses it.
pub const SYMBOLS: &[(&str, Currency)] = &[
    ("CA$", Currency(*b"CAD")),
    ("MX$", Currency(*b"MXN")),
    ("AU$", Currency(*b"AUD")),
    ("A$", Currency(*b"AUD")),
    ("C$", Currency(*b"CAD")),
    ("R$", Currency(*b"BRL")),
    ("US$", Currency(*b"USD")),
    ("$", Currency(*b"USD")),
    ("€", Currency(*b"EUR")),
    ("£", Currency(*b"GBP")),
    ("¥", Currency(*b"JPY")),
    ("￥", Currency(*b"JPY")),
    ("₹", Currency(*b"INR")),
    ("zł", Currency(*b"PLN")),
];

impl Currency {
    pub const USD: Currency = Currency(*b"USD");

    /// Three letters, either case.
    pub fn from_code(text: &str) -> Option<Currency> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What is written before an amount: a symbol where one is unmistakable, else the code and a space.
    pub fn prefix(&self) -> String {
        match &self.0 {
            b"USD" => "$".into(),
            b"EUR" => "€".into(),
            b"GBP" => "£".into(),
            b"INR" => "₹".into(),
            b"JPY" => "¥".into(),
            _ => format!("{} ", self.code()),
        }
    }

    /// Decimal places of the minor unit, as shown: 0 for yen, else 2.
    pub fn minor_places(&self) -> u32 {
        if &self.0 == b"JPY" { 0 } else { 2 }
    }
}
