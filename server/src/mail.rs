//! Mail: sign-in links, where an SMTP server is configured.

use anyhow::Context as _;
use domain::text::Email;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use messages::command;
use messages::identity::mail;

use crate::config::Config;
use crate::token::Token;

/// Hands mail to an SMTP server.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The host of the site, of which every message has its id.
    host: String,
}

impl Mailer {
    /// As the settings say; `None` without an SMTP server.
    ///
    /// # Errors
    /// If the address of the server or the sender cannot be used.
    pub fn new(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context(command::NOT_AN_SMTP_URL)?.build();
        let from = config.mail_from.parse().context(command::NOT_A_SENDER)?;
        Ok(Some(Self { transport, from, host: host_of(&config.public_origin()).to_owned() }))
    }

    /// Sends a sign-in link. Address and link are typed, so neither can smuggle a header in.
    ///
    /// # Errors
    /// If the server does not take it.
    pub async fn send_link(&self, to: &Email, link: &str) -> anyhow::Result<()> {
        // RFC 5322 §3.6.4: unlike all others, whoever makes them; the name of this machine is nobody's concern.
        let id = format!("<{}@{}>", Token::random().reveal(), self.host);
        let message = Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            .to(to.as_str().parse().context("the recipient's address")?)
            .subject(mail::SUBJECT)
            .header(ContentType::TEXT_PLAIN)
            .body(mail::body(link))?;
        self.transport.send(message).await.map_err(|error| match error.status() {
            // The words of the answer mostly name the recipient, and errors are logged.
            Some(code) => anyhow::anyhow!("the mail server refused it with {code}"),
            None => anyhow::Error::from(error),
        })?;
        Ok(())
    }
}

/// The host of an origin, without its port: what stands right of the `@` of a message's id. A literal IPv6 address keeps its
/// brackets, which are those of a domain literal.
fn host_of(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_origin_has_no_port() {
        for (origin, host) in [
            ("https://moot.example", "moot.example"),
            ("http://127.0.0.1:3000", "127.0.0.1"),
            ("http://[2001:db8::1]:443", "[2001:db8::1]"),
            ("http://[2001:db8::1]", "[2001:db8::1]"),
        ] {
            assert_eq!(host_of(origin), host, "{origin}");
        }
    }
}
