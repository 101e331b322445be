//! The outline of a discussion, a branch as one page, and its open issues.
