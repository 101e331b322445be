//! The messages, as JSON. Readers ignore fields that they do not know, so that a message can grow.
//!
//! A shape that has shipped is never changed without a new [`SCHEMA`]; the server understands the last three.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use domain::command::Command;
use domain::id::{ArticleId, ClientId, CommandId, ContributorId, Timestamp};

/// The version of the messages that this program writes.
pub const SCHEMA: u32 = 1;
/// The oldest version that the server still understands: the last three.
pub const OLDEST_SCHEMA: u32 = if SCHEMA > 3 { SCHEMA - 2 } else { 1 };
/// The most commands of one push.
pub const PUSH_LIMIT: usize = 50;
/// The most changes of one pull.
pub const PULL_LIMIT: usize = 500;

/// `POST /api/sync/push`: commands, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Version of the message.
    pub schema: u32,
    /// Who pushes: made by the client once, and a secret between it and the server.
    pub client: ClientId,
    /// The number of the first command. A client numbers its commands from 1 without gaps, in the order in which
    /// they were made.
    pub first: i64,
    /// Who wrote them, as their pages knew them. They are not taken if somebody else is signed in; `None` from a page
    /// that knew nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ContributorId>,
    /// The commands as [`Sent`]; read one by one, so that a malformed one harms no other.
    pub commands: Vec<Value>,
}

/// A command on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Names it for ever.
    pub id: CommandId,
    /// What is to be done.
    #[serde(flatten)]
    pub command: Command,
}

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// One answer a command, in their order. Fewer, if the server stopped before the end: see `retry_after`.
    pub answers: Vec<Answer>,
    /// The number that the client's next command is to have.
    pub next: i64,
    /// The newest change of the server's log …
    pub sequence: i64,
    /// … and the history that it is of; see [`Pulled`].
    pub epoch: String,
    /// Seconds that the client is to wait before it sends the rest, if it is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// What became of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The command.
    pub id: CommandId,
    /// Its [`domain::outcome::Outcome`] as JSON, the same for ever. A client need not know every problem there is.
    pub outcome: Value,
    /// What is wrong, in a sentence for a person, where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Where what it made or changed can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// Why a push as a whole was not taken; nothing of it has taken effect, or what has is known by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Refusal {
    /// The first new command has not the number that is next. Number anew from `next`.
    OutOfOrder {
        /// The number that is next.
        next: i64,
    },
    /// The client or its commands belong to another contributor than the session. Nothing may be sent in the name of
    /// another.
    SomebodyElse {
        /// Whose the session is; `None` if there is none.
        now: Option<ContributorId>,
    },
    /// The message is of a version that the server does not understand (any more).
    Schema {
        /// The oldest it understands.
        oldest: u32,
        /// The newest.
        newest: u32,
    },
}

/// `GET /api/sync/changes?epoch=&since=&limit=`: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulled {
    /// Names the history. It changes with a restore from a backup: then `since` means nothing.
    pub epoch: String,
    /// The changes after `since`, oldest first, without gaps.
    pub changes: Vec<Change>,
    /// The cursor for the next pull.
    pub next: i64,
    /// Whether there is more already.
    pub more: bool,
}

/// `GET /api/sync/live`: the data of an event. It says that there is something, never what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The newest change of the server's log …
    pub sequence: i64,
    /// … and the history that it is of; see [`Pulled`].
    pub epoch: String,
}

/// A row of the log. The browser fetches pages again rather than putting them together, so it leaves out what it would not
/// read: each field that is read costs bytes of every first visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its place; strictly increasing, without gaps.
    pub sequence: i64,
    /// The kind of command that made it, as in its JSON.
    pub command: String,
    /// The server's time.
    pub at: Timestamp,
    /// Who made it, as others see them …
    pub by: String,
    /// … and what stands beside that name, which nobody chooses: `Moderator`, or the sign that tells one guest from
    /// another.
    #[cfg_attr(target_arch = "wasm32", serde(skip_deserializing))]
    #[serde(default)]
    pub by_mark: String,
    /// The article it is about, if any.
    pub article: Option<ArticleId>,
    /// That article's address.
    #[cfg_attr(target_arch = "wasm32", serde(skip_deserializing))]
    pub slug: Option<String>,
    /// A few words about it.
    #[cfg_attr(target_arch = "wasm32", serde(skip_deserializing))]
    pub detail: String,
    /// What was made or changed, as it stands now: at least as new as this change. Empty where somebody only gave
    /// their name.
    #[cfg_attr(target_arch = "wasm32", serde(skip_deserializing))]
    pub things: Vec<Value>,
}

impl Refusal {
    /// Reads it from the problem details (RFC 9457) of an answer; by hand, since the code that derives it would weigh
    /// more than the rest of a client.
    #[must_use]
    pub fn of(details: &Value) -> Option<Self> {
        let refusal = details.get("refusal")?;
        let number = |name: &str| refusal.get(name).and_then(Value::as_i64);
        let version = |name: &str| number(name).and_then(|version| u32::try_from(version).ok());
        match refusal.get("code")?.as_str()? {
            "out-of-order" => Some(Self::OutOfOrder { next: number("next")? }),
            "somebody-else" => {
                let now = refusal.get("now").and_then(Value::as_str).and_then(|now| now.parse().ok());
                Some(Self::SomebodyElse { now })
            }
            "schema" => Some(Self::Schema { oldest: version("oldest")?, newest: version("newest")? }),
            _ => None,
        }
    }
}
