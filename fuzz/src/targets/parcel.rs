//! Several files in one input: each begins below a line `=== PATH`.

use canvass::load::MemoryTree;

/// The files of `input`; what stands before the first belongs to none.
pub(super) fn tree(input: &[u8]) -> MemoryTree {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(b"=== "), files.last_mut()) {
            (Some(path), _) => files.push((String::from_utf8_lossy(path).trim_end().to_owned(), Vec::new())),
            (None, Some((_, bytes))) => bytes.extend_from_slice(line),
            (None, None) => {}
        }
    }
    MemoryTree::new(files)
}
