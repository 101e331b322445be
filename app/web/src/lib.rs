//! WebAssembly entry.
