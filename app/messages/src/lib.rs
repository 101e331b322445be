//! Every sentence that a person meets, by area: what stands on pages and in pictures, what is said after a form was
//! taken or refused, mail, and what the command line prints.
//!
//! A sentence without a value in it is a constant; one with values is a function of plain values, which names them. None
//! is put together elsewhere from parts, because other languages have another order of words. Names say where a sentence
//! stands or what it is for, not how it reads. Log lines are for operators and stand where they are written.
//!
//! The English is plain and friendly: short sentences, the reader is 'you', an error says what to do next, and one thing
//! has one name. `cargo xtask arrows` fails on sentences elsewhere.
#![expect(missing_docs, reason = "the name of a sentence says where it stands, and its text what it says")]

pub mod article;
pub mod command;
pub mod count;
pub mod drafts;
pub mod editor;
pub mod failure;
pub mod graph;
pub mod history;
pub mod identity;
pub mod log;
pub mod moderation;
pub mod notice;
pub mod outline;
pub mod problem;
pub mod relate;
pub mod site;
pub mod talk;
