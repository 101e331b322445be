//! Mail: sign-in links, where an SMTP server is configured.

use anyhow::Context as _;
use domain::text::Email;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::Config;

/// Hands mail to an SMTP server.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// As the settings say; `None` without an SMTP server.
    ///
    /// # Errors
    /// If the address of the server or the sender can not be used.
    pub fn new(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("--smtp-url is no address of an SMTP server")?
            .build();
        let from = config.mail_from.parse().context("--mail-from is no sender of mail")?;
        Ok(Some(Self { transport, from }))
    }

    /// Sends a sign-in link. Address and link are typed, so neither can smuggle a header in.
    ///
    /// # Errors
    /// If the server does not take it.
    pub async fn send_link(&self, to: &Email, link: &str) -> anyhow::Result<()> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(to.as_str().parse().context("the recipient's address")?)
            .subject("Your sign-in link for Folkmoot")
            .header(ContentType::TEXT_PLAIN)
            .body(format!(
                "Follow this link to sign in to Folkmoot:\n\n{link}\n\nIt works once, within ten minutes. If you did not \
                 ask for it, nothing happens unless you follow it.\n"
            ))?;
        self.transport.send(message).await.map_err(|error| match error.status() {
            // The words of the answer mostly name the recipient, and errors are logged.
            Some(code) => anyhow::anyhow!("the mail server refused it with {code}"),
            None => anyhow::Error::from(error),
        })?;
        Ok(())
    }
}
