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

/// ISO 4217 codes read as currencies. Any other three letters behind a number are a unit or a mistake, not money.
const CODES: [&[u8; 3]; 30] = [
    b"USD", b"CAD", b"MXN", b"BRL", b"GBP", b"EUR", b"SEK", b"PLN", b"TRY", b"AED", b"SAR", b"EGP", b"INR", b"JPY", b"SGD", b"AUD", b"CNY", b"ZAR", b"CHF",
    b"NOK", b"DKK", b"CZK", b"HUF", b"HKD", b"NZD", b"KRW", b"ILS", b"THB", b"COP", b"CLP",
];

impl Currency {
    pub const USD: Currency = Currency(*b"USD");

    /// The code of a currency that one of Amazon's marketplaces or their sellers use, in either case.
    pub fn from_code(text: &str) -> Option<Currency> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        let code = bytes.map(|byte| byte.to_ascii_uppercase());
        CODES.contains(&&code).then_some(Currency(code))
    }

    /// A code, or a sign such as `€` standing alone.
    pub fn from_text(text: &str) -> Option<Currency> {
        let text = text.trim();
        Currency::from_code(text).or_else(|| SYMBOLS.iter().find(|(symbol, _)| *symbol == text).map(|(_, currency)| *currency))
    }

    /// The currency a header names in brackets: `Revenue (€)`, `Sales (USD)`.
    pub fn of_header(header: &str) -> Option<Currency> {
        let inside = header.rsplit_once('(')?.1.split_once(')')?.0;
        Currency::from_text(inside)
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
