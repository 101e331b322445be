//! People, as others see them.

use domain::id::ContributorId;
use messages::identity;

/// A contributor as others see them; never with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The contributor.
    pub id: ContributorId,
    /// First and last name, or 'Guest'.
    pub name: String,
    /// What stands beside it.
    pub mark: Mark,
    /// What tells them from others of that name.
    pub sign: Sign,
}

/// A number below 27⁵ that was drawn for a contributor. Written as five letters and digits; vowels and what looks like another
/// sign are left out, so that they are no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign(pub u32);

impl std::fmt::Display for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SIGNS: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";
        let mut left = self.0;
        for _ in 0..5 {
            write!(f, "{}", char::from(SIGNS[left as usize % SIGNS.len()]))?;
            left /= 27;
        }
        Ok(())
    }
}

/// What a contributor is, apart from what they call themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody who gave no name.
    Unnamed,
    /// Whoever typed that name.
    Guest,
    /// An account that is no moderator's.
    Account,
    /// A moderator.
    Moderator,
}

impl Person {
    /// The mark in words, to stand beside the name and never within it. Two of one name have two signs.
    #[must_use]
    pub fn words(&self) -> String {
        match self.mark {
            Mark::Moderator => identity::MODERATOR.to_owned(),
            Mark::Guest => identity::guest(&self.sign.to_string()),
            Mark::Unnamed | Mark::Account => self.sign.to_string(),
        }
    }

    /// Name and mark as one text, for files that go elsewhere.
    #[must_use]
    pub fn with_mark(&self) -> String {
        identity::with_mark(&self.name, &self.words())
    }
}
