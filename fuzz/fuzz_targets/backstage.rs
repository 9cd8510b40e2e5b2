#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| canvass_fuzz::run("backstage", input));
