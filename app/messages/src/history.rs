//! Revisions, their differences, restoring, and edits that conflict.
