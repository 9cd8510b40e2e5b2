//! The `canvass` command.

fn main() -> std::process::ExitCode {
    canvass::cli::main()
}
