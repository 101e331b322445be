//! Server functions, one file an area. They serve our own pages only; nobody else may rely on them.
