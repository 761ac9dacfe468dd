//! Text of older encodings, by the browser's own decoder: it has every table already.

use web_sys::{TextDecodeOptions, TextDecoder, TextDecoderOptions};

use crate::intake::Encoding;
use crate::intake::decoding::Decoder;

struct Browser {
    decoder: TextDecoder,
    options: TextDecodeOptions,
}

/// `None` where the browser does not know the encoding.
pub(super) fn decoder(encoding: Encoding) -> Option<Box<dyn Decoder>> {
    let options = TextDecoderOptions::new();
    // The reader has taken the byte-order mark off already; another one is text. The typed options do not know this one.
    js_sys::Reflect::set(&options, &"ignoreBOM".into(), &true.into()).ok()?;
    let decoder = TextDecoder::new_with_label_and_options(encoding.name(), &options).ok()?;
    Some(Box::new(Browser { decoder, options: TextDecodeOptions::new() }))
}

impl Decoder for Browser {
    fn decode(&mut self, block: &[u8], last: bool) -> String {
        self.options.set_stream(!last);
        // It fails only where it was told to fail on damaged text.
        self.decoder.decode_with_u8_array_and_options(block, &self.options).unwrap_or_default()
    }
}
