//! The `canvass` command.

/// Reading is mostly allocating, on all threads at once; systems' own allocators are slow at that, and some at sharing.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    canvass::cli::main()
}
