//! What is kept on this device: drafts, what waits to be sent, and how sending goes.
