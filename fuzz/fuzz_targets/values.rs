#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| creator_audit_fuzz::values::holds(data));
