//! Settings: every flag, and the `FOLKMOOT_*` variable of the same meaning. Nothing else configures the server.
//!
//! Flags may stand before or after the subcommand. What does not belong to the outside world (the clock) is not
//! a setting but an argument of [`crate::state::App::new`].

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

/// How durable a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Synchronous {
    /// On the disk before it is acknowledged.
    Full,
    /// On the disk a little later; a power failure may lose the last commits.
    Normal,
}

impl From<Synchronous> for store::Synchronous {
    fn from(synchronous: Synchronous) -> Self {
        match synchronous {
            Synchronous::Full => Self::Full,
            Synchronous::Normal => Self::Normal,
        }
    }
}

/// All settings.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The database file; made if there is none.
    #[arg(long, env = "FOLKMOOT_DB", default_value = "folkmoot.db", value_name = "FILE", global = true)]
    pub db: PathBuf,

    /// Whether a commit is on the disk when it is acknowledged.
    #[arg(
        long,
        env = "FOLKMOOT_SYNCHRONOUS",
        default_value = "full",
        value_name = "HOW",
        global = true,
        value_enum
    )]
    pub synchronous: Synchronous,

    /// The address to listen at.
    #[arg(
        long,
        env = "FOLKMOOT_ADDR",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS",
        global = true
    )]
    pub addr: SocketAddr,

    /// The public address of the site, such as `https://moot.example`. It stands in canonical links and in mails;
    /// with https, cookies are for secure connections only. Without it, the site is at http:// and --addr.
    #[arg(long, env = "FOLKMOOT_ORIGIN", value_name = "URL", global = true, value_parser = origin)]
    pub origin: Option<String>,

    /// How many reverse proxies of one's own stand before the server. That many entries of X-Forwarded-For are
    /// believed, counted from the right; with 0 the header is not read.
    #[arg(long, env = "FOLKMOOT_TRUSTED_PROXIES", default_value_t = 0, value_name = "N", global = true)]
    pub trusted_proxies: usize,

    /// Where mail is handed over, such as `smtps://user:password@mail.example` or `smtp://127.0.0.1:25`. Without
    /// it no mail is sent, and `server sign-in-link` prints links.
    #[arg(long, env = "FOLKMOOT_SMTP_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// The sender of mails.
    #[arg(
        long,
        env = "FOLKMOOT_MAIL_FROM",
        default_value = "Folkmoot <folkmoot@localhost>",
        value_name = "MAILBOX",
        global = true
    )]
    pub mail_from: String,

    /// Leaves an empty database empty, instead of loading the sample discussion.
    #[arg(long, env = "FOLKMOOT_NO_SEEDS", global = true, value_parser = FalseyValueParser::new())]
    pub no_seeds: bool,

    /// Writes that one session may make in a minute.
    #[arg(long, env = "FOLKMOOT_SESSION_WRITES", default_value = "30", value_name = "N", global = true)]
    pub session_writes: NonZeroU32,

    /// Writes that one address (of IPv6: one /64 network) may make in a minute.
    #[arg(long, env = "FOLKMOOT_ADDRESS_WRITES", default_value = "120", value_name = "N", global = true)]
    pub address_writes: NonZeroU32,

    /// What is logged, as in `info` or `server=debug,warn`.
    #[arg(long, env = "FOLKMOOT_LOG", default_value = "info", value_name = "FILTER", global = true)]
    pub log: String,

    /// Keeps no rendered pages; for measuring.
    #[arg(long, env = "FOLKMOOT_NO_PAGE_CACHE", global = true, hide = true, value_parser = FalseyValueParser::new())]
    pub no_page_cache: bool,

    /// Limits no writes; for measuring and tests.
    #[arg(long, env = "FOLKMOOT_NO_RATE_LIMIT", global = true, hide = true, value_parser = FalseyValueParser::new())]
    pub no_rate_limit: bool,
}

impl Config {
    /// The public address without a slash at its end.
    #[must_use]
    pub fn public_origin(&self) -> String {
        self.origin.clone().unwrap_or_else(|| format!("http://{}", self.addr))
    }

    /// How the store is to be opened.
    #[must_use]
    pub fn store_options(&self) -> store::Options {
        store::Options { synchronous: self.synchronous.into(), ..store::Options::default() }
    }
}

/// Takes scheme, host and port, in the form in which browsers send it as `Origin`.
fn origin(text: &str) -> Result<String, String> {
    let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plausible = |host: &str| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    match host {
        Some(host) if plausible(host) => Ok(text),
        _ => Err("the origin must be http:// or https:// and a host, without a path".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_else() {
        assert_eq!(origin("https://Moot.Example/").as_deref(), Ok("https://moot.example"));
        assert_eq!(origin("http://[::1]:3000").as_deref(), Ok("http://[::1]:3000"));
        for bad in ["moot.example", "https://", "https://a/b", "https://a?b", "ftp://a", "https://a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
