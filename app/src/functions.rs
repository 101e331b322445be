//! Server functions, one file an area.
