//! Recent changes: one line for each kind of change.
