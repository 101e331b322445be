//! What moderators do: lock, hide, block, undo.
