//! Who one is: names, sign-in, and the mail that brings a link.
