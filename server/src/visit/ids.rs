//! Ids that follow from what was sent, so that the same form sent twice is one command.
//!
//! UUIDv8 (RFC 9562 §5.8) from SHA-256 over every part with its length before it. What a command makes gets its
//! ids from the command's, so a resend names the same things. A changed form, a fresh page or another sender
//! gives another id. No id follows from an address or the name of a browser: these are no secrets.

use domain::compose::NewIds;
use domain::id::{
    AnchorId, ArticleId, CitationId, ClientId, CommandId, CommentId, ContributorId, RelationId, RevisionId,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The ids of one command and of all that it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids(Uuid);

impl Ids {
    /// From who sends what where. Order and boundaries of the parts count.
    #[must_use]
    pub fn derive<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        let digest = hasher.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> CommandId {
        CommandId(self.0)
    }

    /// The article it makes.
    #[must_use]
    pub fn article(&self) -> ArticleId {
        ArticleId(self.made(b"article"))
    }

    /// The revision it makes.
    #[must_use]
    pub fn revision(&self) -> RevisionId {
        RevisionId(self.made(b"revision"))
    }

    /// The relation it makes.
    #[must_use]
    pub fn relation(&self) -> RelationId {
        RelationId(self.made(b"relation"))
    }

    /// The comment it makes.
    #[must_use]
    pub fn comment(&self) -> CommentId {
        CommentId(self.made(b"comment"))
    }

    /// The citation it makes.
    #[must_use]
    pub fn citation(&self) -> CitationId {
        CitationId(self.made(b"citation"))
    }

    /// The anchor it makes.
    #[must_use]
    pub fn anchor(&self) -> AnchorId {
        AnchorId(self.made(b"anchor"))
    }

    /// The guest who sends it, if nobody is known yet.
    #[must_use]
    pub fn guest(&self) -> ContributorId {
        ContributorId(self.made(b"guest"))
    }

    /// The guest whose client pushes without a session.
    #[must_use]
    pub fn of_client(client: ClientId) -> Self {
        Self::derive([b"client".as_slice(), client.0.as_bytes()])
    }

    fn made(self, role: &[u8]) -> Uuid {
        Self::derive([self.0.as_bytes().as_slice(), role]).0
    }
}

impl NewIds for Ids {
    fn id(&mut self, of: &'static str) -> Uuid {
        self.made(of.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_ids_and_other_parts_others() {
        let ids = Ids::derive([b"ab".as_slice(), b"c"]);
        assert_eq!(ids, Ids::derive([b"ab".as_slice(), b"c"]));
        assert_ne!(ids, Ids::derive([b"a".as_slice(), b"bc"]));
        assert_ne!(ids.article().0, ids.revision().0);
        assert_eq!(ids.command().0.get_version_num(), 8);
    }
}
