//! A saved workspace that was changed is opened or refused. What opens can be asked everything, and saved it is the same again.

use std::sync::LazyLock;

use creator_audit::analysis::{Detail, Rules, analyse};
use creator_audit::ledger::{Dimension, Slice};
use creator_audit::protocol::messages::Answer;
use creator_audit::session::{Closed, Session};
use creator_audit::units::Weekday;
use creator_audit::workspace::{SCHEMA, packing};

const FILES: [(&str, &str); 3] = [
    (
        "a.csv",
        "Date,Creator ID,Creator,Campaign,ASIN,Product Line,Clicks,Orders,Revenue,Commission\n2026-01-04,c1,Zoë,Spring,B000000001,Oats,100,3,$12.50,1.25\n2026-02-04,c2,Ann,,B000000002,,,,-$3.00,\n,,,,,,,,,\n",
    ),
    (
        "b.csv",
        "Date,Creator ID,Creator,Campaign,ASIN,Product Line,Clicks,Orders,Revenue,Commission\n2026-01-04,c1,Zoë,Spring,B000000001,Oats,100,3,$13.50,1.35\n2026-02-30,c2,Ann,,B000000002,,1,1,1,1\n",
    ),
    ("catalogue.csv", "ASIN,Title,Product Line,Price,Cost of Goods\nB000000001,Oats,Oats,12.99,4.10\n"),
];

/// A workspace with rows, rejects, a restatement and a sheet, as the bytes within its packing.
static SAVED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut session = Session::with_seed(3);
    let mut import = session.begin_import();
    for (name, text) in FILES {
        import.open(name, false);
        import.feed(text.as_bytes());
        assert_eq!(import.close(), Closed::Done);
    }
    session.commit(import);
    packing::unpack(&session.snapshot().0, SCHEMA).expect("just packed")
});

/// Three bytes are a change: where, counted from either end, and to what. Any others are a workspace of their own.
fn changed(data: &[u8]) -> Vec<u8> {
    let [kind, data @ ..] = data else { return Vec::new() };
    if *kind == 0 {
        return data.to_vec();
    }
    let mut bytes = SAVED.clone();
    for change in data.as_chunks::<3>().0 {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
        let length = bytes.len();
        let at = if at < 0x8000 { at } else { length.saturating_sub(0x10000 - at) };
        if let Some(byte) = bytes.get_mut(at) {
            *byte = change[2];
        }
    }
    bytes
}

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    let mut session = Session::with_seed(3);
    if !matches!(session.restore(&packing::pack(&changed(data), SCHEMA)), Answer::Workspace { .. }) {
        return;
    }
    for by in [Dimension::Whole, Dimension::Creator, Dimension::Asin, Dimension::Line, Dimension::Campaign, Dimension::Week(Weekday::Sunday), Dimension::Month]
    {
        analyse(session.ledger(), &Rules::default(), &Slice::ALL, by, Detail::Creators);
    }
    let (saved, _) = session.snapshot();
    let mut again = Session::with_seed(4);
    assert!(matches!(again.restore(&saved), Answer::Workspace { .. }), "what was saved opens");
    assert!(again.snapshot().0 == saved, "and is saved as it was");
}
