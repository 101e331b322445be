//! What is said once after a form was taken.
