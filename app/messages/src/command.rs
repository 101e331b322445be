//! The command line: what it prints, and why it stops.
