//! The command line: what the server can be told to do.
//!
//! Every command but `restore` opens the database itself and works beside a running server: SQLite arbitrates, none
//! migrates what is being served, and the server notices what others wrote.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use domain::role::Role;
use domain::text::Email;
use messages::command::{self, backup, database, health};
use store::{Access, Held, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tracing_subscriber::EnvFilter;

use crate::clock::system_clock;
use crate::config::Config;
use crate::guard::audit::{self, Asked, Event};
use crate::seeds::generate;
use crate::serve;
use crate::serve::baseline;
use crate::token::{Token, fresh_contributor};
use crate::visit::session;

/// Folkmoot: articles, the relations between them, and the discussion about them.
#[derive(Debug, Parser)]
#[command(name = "folkmoot", version, about, max_term_width = 100)]
pub struct Cli {
    /// Settings, for every command.
    #[command(flatten)]
    pub config: Config,
    /// What to do.
    #[command(subcommand)]
    pub action: Option<Action>,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Serves the site (also without a command).
    Serve,
    /// Gives a role to the owner of an email address.
    Grant {
        /// The role.
        role: RoleName,
        /// The email address.
        email: String,
    },
    /// Takes the role of an account away, at once.
    Revoke {
        /// The email address of the account.
        email: String,
    },
    /// Signs an account out everywhere, and cancels its unused sign-in link.
    SignOut {
        /// The email address of the account.
        email: String,
    },
    /// Prints a sign-in link for an account. It works once, in any browser, and expires after 10 minutes. An earlier
    /// link stops working.
    SignInLink {
        /// The email address; it must have an account, see `grant`.
        email: String,
    },
    /// Fills the database with generated articles, always the same for the same seed.
    Generate {
        /// How many articles.
        #[arg(long, default_value_t = 1_000, value_name = "N")]
        articles: u32,
        /// A different seed gives different articles.
        #[arg(long, default_value_t = 1, value_name = "S")]
        seed: u64,
    },
    /// Copies the database into a new file. The server can be running.
    Backup {
        /// The new file; it must not exist yet.
        file: PathBuf,
    },
    /// Replaces the database with a copy of a backup. Stop the server first. The previous database is kept.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Asks the server at --addr whether it is healthy; fails if it is not.
    Healthcheck,
    /// Serves one file at / by a bare axum route, to measure against.
    #[command(hide = true)]
    Bare {
        /// The file.
        #[arg(long, value_name = "FILE")]
        body_file: PathBuf,
    },
}

/// A role that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Can lock articles, and hide what others wrote.
    Moderator,
    /// What everyone is; takes the role of a moderator away.
    Contributor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Moderator => Self::Moderator,
            RoleName::Contributor => Self::Contributor,
        }
    }
}

/// Does what the command line says.
///
/// # Errors
/// Says in its chain of causes what could not be done.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { config, action } = cli;
    let filter = EnvFilter::try_new(&config.log).context(command::INVALID_LOG_FILTER)?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match action.unwrap_or(Action::Serve) {
        Action::Serve => {
            config.check()?;
            let store = open(&config, Access::Serving).await?;
            serve::serve(&config, store).await
        }
        Action::Grant { role, email } => grant(&config, role, &email).await,
        Action::Revoke { email } => revoke(&config, &email).await,
        Action::SignOut { email } => sign_out(&config, &email).await,
        Action::SignInLink { email } => sign_in_link(&config, &email).await,
        Action::Generate { articles, seed } => {
            let store = open(&config, Access::Beside).await?;
            generate::generate(&store, articles, seed, &mut std::io::stderr()).await?;
            store.close().await;
            Ok(())
        }
        Action::Backup { file } => back_up(&config, &file).await,
        Action::Restore { file } => restore(&config, &file).await,
        Action::Healthcheck => healthcheck(&config).await,
        Action::Bare { .. } if !config.addr.ip().is_loopback() => {
            anyhow::bail!(command::BARE_IS_FOR_MEASURING)
        }
        Action::Bare { body_file } => baseline::serve(config.addr, &body_file).await,
    }
}

/// Opens the database as the settings say.
///
/// # Errors
/// Names the file.
pub async fn open(config: &Config, access: Access) -> anyhow::Result<Store> {
    let options = store::Options { access, ..config.store_options() };
    Store::open(&config.db, options).await.with_context(|| database::cannot_open(&config.db))
}

fn parse_email(text: &str) -> anyhow::Result<Email> {
    Email::parse(text).map_err(|problem| anyhow::anyhow!("{problem}"))
}

async fn grant(config: &Config, role: RoleName, email: &str) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    let store = open(config, Access::Beside).await?;
    let now = system_clock();
    let who = store.grant(&email, role.into(), fresh_contributor(now), now).await?;
    audit::note(&Event::RoleChanged { who, role: role.into() });
    store.close().await;
    println!("{}", command::granted(email.as_str(), Role::from(role).name()));
    Ok(())
}

async fn revoke(config: &Config, email: &str) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    let store = open(config, Access::AsItIs).await?;
    let who = store.revoke(&email).await?.context(command::NO_ACCOUNT)?;
    audit::note(&Event::RoleChanged { who, role: Role::Contributor });
    store.close().await;
    println!("{}", command::revoked(email.as_str(), Role::Contributor.name()));
    Ok(())
}

async fn sign_out(config: &Config, email: &str) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    let store = open(config, Access::AsItIs).await?;
    let who = store.account(&email).await?.context(command::NO_ACCOUNT)?;
    let count = store.end_sessions(who, system_clock()).await?;
    audit::note(&Event::SessionsEnded { who, count });
    store.close().await;
    println!("{}", command::signed_out(email.as_str(), usize::try_from(count).unwrap_or(usize::MAX)));
    Ok(())
}

async fn sign_in_link(config: &Config, email: &str) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    let store = open(config, Access::AsItIs).await?;
    let account = store.account(&email).await?;
    let account = account.context(command::NO_ACCOUNT)?;
    let token = Token::random();
    session::keep_link(&store, &token, account, system_clock()).await?;
    audit::note(&Event::LinkAsked { outcome: Asked::Printed, account: Some(account) });
    store.close().await;
    println!("{}", session::link_address(&config.public_origin(), &token));
    Ok(())
}

async fn back_up(config: &Config, file: &Path) -> anyhow::Result<()> {
    ensure!(config.db.exists(), backup::no_database(&config.db));
    ensure!(!file.exists(), backup::exists_already(file));
    let held = Store::copy(&config.db, file).await.with_context(|| backup::failed(&config.db, file))?;
    println!("{}", backup::done(&config.db, file, &in_words(held)));
    Ok(())
}

async fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let restored =
        Store::restore(file, &config.db).await.with_context(|| backup::not_restored(&config.db))?;
    println!("{}", backup::restored(&config.db, file, &in_words(restored.held)));
    if let Some(aside) = restored.aside {
        println!("{}", backup::previous_kept(&aside));
    }
    Ok(())
}

fn in_words(held: Held) -> String {
    let Held { sequence, articles, comments } = held;
    let [articles, comments] = [articles, comments].map(|count| usize::try_from(count).unwrap_or_default());
    backup::content(sequence, articles, comments)
}

async fn healthcheck(config: &Config) -> anyhow::Result<()> {
    let ask = async {
        let mut stream = tokio::net::TcpStream::connect(config.addr).await?;
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", config.addr);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(4_096).read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = tokio::time::timeout(Duration::from_secs(5), ask)
        .await
        .context(health::NO_ANSWER)?
        .with_context(|| health::no_server(&config.addr.to_string()))?;
    ensure!(answer.starts_with(b"HTTP/1.1 200"), health::UNHEALTHY);
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    const README: &str = include_str!("../../README.md");

    #[test]
    fn the_command_line_is_well_formed_and_every_flag_is_documented_and_has_its_variable() {
        let command = Cli::command();
        command.clone().debug_assert();
        for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
            let name = argument.get_id();
            assert!(argument.get_help().is_some(), "--{name} is not documented");
            let variable = format!("FOLKMOOT_{}", name.as_str().to_uppercase());
            assert_eq!(argument.get_env().and_then(|env| env.to_str()), Some(variable.as_str()));
            let long = argument.get_long().unwrap_or_default();
            let is_listed = README.contains(&format!("| `--{long}` | `{variable}` |"));
            assert!(argument.is_hide_set() || is_listed, "README.md has no line for --{long}");
        }
    }

    #[test]
    fn flags_stand_before_or_after_the_command_and_serving_is_the_default() {
        let cli = Cli::parse_from(["folkmoot", "--db", "x.db"]);
        assert!(cli.action.is_none());
        let cli = Cli::parse_from(["folkmoot", "grant", "moderator", "desk@example.org", "--db", "x.db"]);
        assert_eq!(cli.config.db, PathBuf::from("x.db"));
    }
}
