//! Settings: every flag, and the `FOLKMOOT_*` variable of the same meaning. Nothing else configures the server.
//!
//! Flags may stand before or after the subcommand. What does not belong to the outside world (the clock) is not
//! a setting but an argument of [`crate::app::App::new`].

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use anyhow::ensure;
use bytesize::ByteSize;
use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use messages::command;

use crate::guard::rate::Allowances;
use crate::http::headers::Subdomains;
use crate::listen::Bounds;

/// How durable a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Synchronous {
    /// On the disk before it is acknowledged.
    Full,
    /// On the disk a little later; a power failure can lose the last commits.
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
    /// The database file; created if it does not exist.
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

    /// The address to listen on.
    #[arg(
        long,
        env = "FOLKMOOT_ADDR",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS",
        global = true
    )]
    pub addr: SocketAddr,

    /// The public address of the site, such as `https://moot.example`. It is used in canonical links and in emails;
    /// with https, cookies are sent over secure connections only. Default: http:// and --addr.
    #[arg(long, env = "FOLKMOOT_ORIGIN", value_name = "URL", global = true, value_parser = origin)]
    pub origin: Option<String>,

    /// Another host name under which the site answers, besides the one of --origin; separate several with commas.
    /// Requests under other names are refused.
    #[arg(long, env = "FOLKMOOT_HOST", value_name = "NAME", value_delimiter = ',', global = true)]
    pub host: Vec<String>,

    /// Tells browsers to use https for every subdomain of the site as well. They remember it for two years.
    #[arg(long, env = "FOLKMOOT_HSTS_SUBDOMAINS", global = true, value_parser = FalseyValueParser::new())]
    pub hsts_subdomains: bool,

    /// How many of your own reverse proxies are in front of the server. That many entries of X-Forwarded-For are
    /// trusted, counted from the right; with 0 the header is ignored.
    #[arg(long, env = "FOLKMOOT_TRUSTED_PROXIES", default_value_t = 0, value_name = "N", global = true)]
    pub trusted_proxies: usize,

    /// The mail server, such as `smtps://user:password@mail.example` or `smtp://127.0.0.1:25`. Without it no email is
    /// sent, and `folkmoot sign-in-link` prints links instead.
    #[arg(long, env = "FOLKMOOT_SMTP_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// The sender of emails.
    #[arg(
        long,
        env = "FOLKMOOT_MAIL_FROM",
        default_value = "Folkmoot <folkmoot@localhost>",
        value_name = "MAILBOX",
        global = true
    )]
    pub mail_from: String,

    /// Does not load the sample discussion into an empty database.
    #[arg(long, env = "FOLKMOOT_NO_SEEDS", global = true, value_parser = FalseyValueParser::new())]
    pub no_seeds: bool,

    /// How many changes one session can make per minute.
    #[arg(long, env = "FOLKMOOT_SESSION_WRITES", default_value = "30", value_name = "N", global = true)]
    pub session_writes: NonZeroU32,

    /// How many changes one address (for IPv6: one /64 network) can make per minute.
    #[arg(long, env = "FOLKMOOT_ADDRESS_WRITES", default_value = "120", value_name = "N", global = true)]
    pub address_writes: NonZeroU32,

    /// How many changes all newcomers of one address together can make per minute. Newcomers are those whose first
    /// contribution is less than a day old, or who have made fewer than three.
    #[arg(long, env = "FOLKMOOT_NEWCOMER_WRITES", default_value = "10", value_name = "N", global = true)]
    pub newcomer_writes: NonZeroU32,

    /// How much one address can send per minute, such as `32MiB`.
    #[arg(long, env = "FOLKMOOT_ADDRESS_BYTES", default_value = "32MiB", value_name = "SIZE", global = true)]
    pub address_bytes: ByteSize,

    /// By how much one address can make the database grow per hour, such as `50MB`.
    #[arg(long, env = "FOLKMOOT_ADDRESS_GROWTH", default_value = "50MB", value_name = "SIZE", global = true)]
    pub address_growth: ByteSize,

    /// How many connections one address can have open. Not counted with --trusted-proxies, since the proxies hold them
    /// all.
    #[arg(
        long,
        env = "FOLKMOOT_ADDRESS_CONNECTIONS",
        default_value = "256",
        value_name = "N",
        global = true
    )]
    pub address_connections: NonZeroU32,

    /// How many streams of live events one address can have open.
    #[arg(long, env = "FOLKMOOT_ADDRESS_STREAMS", default_value = "128", value_name = "N", global = true)]
    pub address_streams: NonZeroU32,

    /// How large the database and its log can become, such as `20GB`. From nine tenths of it newcomers cannot write;
    /// beyond it only moderators can. Without this limit, only --disk-free counts.
    #[arg(long, env = "FOLKMOOT_DISK_LIMIT", value_name = "SIZE", global = true)]
    pub disk_limit: Option<ByteSize>,

    /// How much of the disk stays free: with less, newcomers cannot write; with half of it, only moderators can.
    /// Default: 256 MiB, or a twentieth of a disk below 5 GiB. That is room for the database's log, which can reach
    /// 128 MiB, and for the same amount in the file.
    #[arg(long, env = "FOLKMOOT_DISK_FREE", value_name = "SIZE", global = true)]
    pub disk_free: Option<ByteSize>,

    /// What is logged, such as `info` or `server=debug,warn`.
    #[arg(long, env = "FOLKMOOT_LOG", default_value = "info", value_name = "FILTER", global = true)]
    pub log: String,

    /// Does not cache rendered pages; for measurements, on a loopback address only.
    #[arg(long, env = "FOLKMOOT_NO_PAGE_CACHE", global = true, hide = true, value_parser = FalseyValueParser::new())]
    pub no_page_cache: bool,

    /// Sets no limits; for measurements and tests, on a loopback address only.
    #[arg(long, env = "FOLKMOOT_NO_RATE_LIMIT", global = true, hide = true, value_parser = FalseyValueParser::new())]
    pub no_rate_limit: bool,
}

impl Config {
    /// The public address without a slash at its end.
    #[must_use]
    pub fn public_origin(&self) -> String {
        self.origin.clone().unwrap_or_else(|| format!("http://{}", self.addr))
    }

    /// How much sessions and addresses may send.
    #[must_use]
    pub const fn allowances(&self) -> Allowances {
        Allowances {
            session_writes: self.session_writes,
            address_writes: self.address_writes,
            newcomer_writes: self.newcomer_writes,
            address_bytes: self.address_bytes.as_u64(),
            address_growth: self.address_growth.as_u64(),
        }
    }

    /// What connections may do. Behind a proxy all are the proxy's.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let unbounded = self.no_rate_limit || self.trusted_proxies > 0;
        Bounds::new((!unbounded).then_some(self.address_connections))
    }

    /// Whether the promise of https holds for hosts below the site's.
    #[must_use]
    pub const fn subdomains(&self) -> Subdomains {
        if self.hsts_subdomains { Subdomains::Included } else { Subdomains::Left }
    }

    /// Refuses what may not stand before strangers.
    ///
    /// # Errors
    /// If a switch for measuring is set where others can reach the site.
    pub fn check(&self) -> anyhow::Result<()> {
        let public = self.public_origin();
        let reachable = !self.addr.ip().to_canonical().is_loopback() || public.starts_with("https://");
        for (set, name) in [(self.no_rate_limit, "--no-rate-limit"), (self.no_page_cache, "--no-page-cache")]
        {
            ensure!(!(set && reachable), command::for_measuring_only(name));
        }
        Ok(())
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
        _ => Err(command::NOT_AN_ORIGIN.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    fn config(flags: &[&str]) -> super::Config {
        use clap::Parser as _;
        crate::cli::Cli::parse_from(["folkmoot"].iter().chain(flags)).config
    }

    #[test]
    fn limits_can_only_be_switched_off_where_no_stranger_comes() {
        for (flags, fine) in [
            (&["--no-rate-limit", "--no-page-cache"][..], true),
            (&["--no-rate-limit", "--addr", "[::1]:3000"], true),
            (&["--no-rate-limit", "--addr", "0.0.0.0:3000"], false),
            (&["--no-page-cache", "--addr", "[::]:3000"], false),
            (&["--no-rate-limit", "--addr", "192.0.2.1:3000"], false),
            (&["--no-rate-limit", "--origin", "https://moot.example"], false),
            (&["--addr", "0.0.0.0:3000", "--origin", "https://moot.example"], true),
        ] {
            assert_eq!(config(flags).check().is_ok(), fine, "{flags:?}");
        }
    }

    #[test]
    fn sizes_and_names_are_read_as_people_write_them() {
        let config =
            config(&["--disk-limit", "20 GB", "--host", "a.example,b.example", "--host", "c.example"]);
        assert_eq!(config.disk_limit.map(|size| size.as_u64()), Some(20_000_000_000));
        assert_eq!(config.host, ["a.example", "b.example", "c.example"]);
        assert_eq!(config.address_growth.as_u64(), 50_000_000);
    }

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_else() {
        assert_eq!(origin("https://Moot.Example/").as_deref(), Ok("https://moot.example"));
        assert_eq!(origin("http://[::1]:3000").as_deref(), Ok("http://[::1]:3000"));
        for bad in ["moot.example", "https://", "https://a/b", "https://a?b", "ftp://a", "https://a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
