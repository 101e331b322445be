//! Sessions, and the links by which one signs in.

use std::net::IpAddr;

use axum::http::HeaderValue;
use domain::address;
use domain::id::{ContributorId, Timestamp};
use store::{Ends, NewLink, Store};

use crate::http::cookie::CookieKind;
use crate::token::Token;
use crate::visit::Visit;

/// How long a sign-in link holds, in milliseconds: ten minutes (OWASP ASVS 5.0, 6.5.5).
const LINK_LIFETIME: i64 = 10 * 60 * 1000;

/// Opens sessions.
pub struct Sessions {
    store: Store,
    cookie: CookieKind,
}

impl Sessions {
    /// In a database, with cookies of that kind.
    #[must_use]
    pub const fn new(store: Store, cookie: CookieKind) -> Self {
        Self { store, cookie }
    }

    /// Opens a session and gives its cookie.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn open(
        &self,
        visit: &Visit,
        contributor: ContributorId,
        ends: Ends,
    ) -> Result<HeaderValue, store::Error> {
        let token = Token::random();
        self.store.open_session(&token.hash(), contributor, visit.now).await?;
        if visit.contributor.is_none() {
            self.store.keep_newcomer(contributor, network(visit.address), visit.now).await?;
        }
        Ok(self.cookie.set(&token, ends))
    }
}

/// What the addresses of one network have in common: of IPv4 all of the address, of IPv6 the first half.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// A link that signs in an account for ten minutes: in the browser of that secret, or in any.
#[must_use]
pub fn new_link(
    token: &Token,
    account: ContributorId,
    browser_hash: Option<String>,
    now: Timestamp,
) -> NewLink {
    let until = Timestamp(now.0.saturating_add(LINK_LIFETIME));
    NewLink { token_hash: token.hash(), account, browser_hash, now, until }
}

/// Keeps a sign-in link that holds in any browser, for whoever may read what the command line prints. The account's
/// former link ends.
///
/// # Errors
/// If the store fails.
pub async fn keep_link(
    store: &Store,
    token: &Token,
    account: ContributorId,
    now: Timestamp,
) -> Result<(), store::Error> {
    store.add_sign_in_link(new_link(token, account, None, now), 0).await?;
    Ok(())
}

/// The address of a sign-in link.
#[must_use]
pub fn link_address(origin: &str, token: &Token) -> String {
    address::sign_in(token.reveal()).on(origin)
}
