//! The binary: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser as _;

/// A page is thousands of small strings, made on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = server::cli::Cli::parse();
    match server::cli::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes in one line, for whoever started it.
            eprintln!("{}", messages::command::stopped(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}
