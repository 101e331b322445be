//! Signing in by a link: one that is open, in the browser that asked, not too often; ends of sessions; what is noted.

use std::io::Write;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use domain::id::ContributorId;
use domain::role::Role;
use domain::text::Email;
use domain::trust::Trust;
use server::token::{Token, fresh_contributor};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::client::{Site, Visitor};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const BOSS: &str = "boss@example.org";

/// A server for mail that takes whatever comes, and hands it on.
async fn post_office() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let sender = sender.clone();
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                let _ = writer.write_all(b"220 here\r\n").await;
                let mut mail = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match &mut mail {
                        Some(whole) if line == "." => {
                            let _ = sender.send(std::mem::take(whole));
                            mail = None;
                            "250 taken"
                        }
                        Some(whole) => {
                            whole.push_str(&line);
                            whole.push('\n');
                            continue;
                        }
                        None if line == "DATA" => {
                            mail = Some(String::new());
                            "354 go on"
                        }
                        None => "250 well",
                    };
                    if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    (url, receiver)
}

async fn account(site: &Site) -> ContributorId {
    let email = Email::parse(BOSS).unwrap();
    let id = fresh_contributor(site.app.now());
    site.app.store.grant(&email, Role::Moderator, id, site.app.now()).await.unwrap()
}

/// The path of the link in a mail.
fn link(mail: &str) -> String {
    let at = mail.find("/sign-in/").unwrap_or_else(|| panic!("{mail}"));
    // Quoted-printable: a long line goes on behind `=`.
    mail[at..].replace("=\n", "").split_whitespace().next().unwrap().to_owned()
}

async fn ask(visitor: &mut Visitor<'_>, email: &str) -> String {
    let answer = visitor.post("/sign-in", &[("email", email)]).await;
    answer.page_of(StatusCode::OK).part("main").source()
}

#[tokio::test]
async fn a_link_works_in_the_browser_that_asked_and_a_new_one_ends_the_old() {
    let (url, mut mails) = post_office().await;
    let site = Site::with(&["--no-rate-limit", "--smtp-url", &url]).await;
    account(&site).await;
    let (mut asker, mut thief) = (site.visitor(), site.visitor());
    thief.get("/").await;
    ask(&mut asker, BOSS).await;
    let first = link(&mails.recv().await.unwrap());
    for path in [&first, &first] {
        let refused = thief.get(path).await.page_of(StatusCode::GONE);
        refused.part("main").says(messages::failure::title::OTHER_BROWSER);
        assert_eq!(refused.text("main a[href='/sign-in']"), messages::failure::page::NEW_LINK);
        assert_eq!(thief.post(path, &[]).await.status, StatusCode::GONE);
    }
    assert_eq!(asker.get(&first).await.status, StatusCode::OK, "that somebody else looked changes nothing");
    site.pass(MINUTE);
    ask(&mut asker, BOSS).await;
    let second = link(&mails.recv().await.unwrap());
    assert_eq!(asker.post(&first, &[]).await.status, StatusCode::GONE, "a new one ends the old");
    let before = asker.browser.clone();
    assert_eq!(asker.post(&second, &[]).await.location(), "/?said=signed-in");
    assert!(asker.who().await.is_some());
    assert_ne!(asker.browser, before, "and what was known before is worth nothing");
    assert_eq!(asker.post(&second, &[]).await.status, StatusCode::GONE, "once");
    // What the command line prints holds anywhere, and is the one open link, too.
    let (one, two) = (Token::random(), Token::random());
    let boss = asker.who().await.unwrap();
    for token in [&one, &two] {
        server::visit::session::keep_link(&site.app.store, token, boss, site.app.now()).await.unwrap();
    }
    let path = |token: &Token| format!("/sign-in/{}", token.reveal());
    assert_eq!(thief.post(&path(&one), &[]).await.status, StatusCode::GONE);
    assert_eq!(site.visitor().post(&path(&two), &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_mail_has_a_date_and_an_id_of_this_site() {
    let (url, mut mails) = post_office().await;
    let site = Site::with(&[
        "--no-rate-limit",
        "--smtp-url",
        &url,
        "--origin",
        "https://moot.example:8443",
        "--host",
        "127.0.0.1",
    ])
    .await;
    account(&site).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        ask(&mut site.visitor(), BOSS).await;
        let mail = mails.recv().await.unwrap();
        let head = mail.split("\n\n").next().unwrap();
        let named = |name: &str| -> Vec<&str> {
            head.lines().filter_map(|line| line.strip_prefix(name)).map(str::trim).collect()
        };
        assert_eq!((named("Date:").len(), named("Message-ID:").len()), (1, 1), "{head}");
        let id = named("Message-ID:")[0].to_owned();
        assert!(id.starts_with('<') && id.ends_with("@moot.example>"), "{id}");
        seen.push(id);
        site.pass(HOUR);
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn an_account_gets_a_mail_a_minute_and_the_asker_is_told_the_same() {
    let (url, mut mails) = post_office().await;
    let site = Site::with(&["--no-rate-limit", "--smtp-url", &url]).await;
    account(&site).await;
    let mut told = Vec::new();
    for _ in 0..20 {
        told.push(ask(&mut site.visitor(), BOSS).await);
    }
    told.push(ask(&mut site.visitor(), "nobody@example.org").await);
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let first = mails.recv().await.unwrap();
    site.pass(MINUTE);
    let mut asker = site.visitor();
    ask(&mut asker, BOSS).await;
    // Mails are handed over one after the other: had there been more of the first minute, they would be here.
    let second = link(&mails.recv().await.unwrap());
    assert_ne!(link(&first), second);
    assert_eq!(asker.post(&second, &[]).await.status, StatusCode::SEE_OTHER, "it is the one of this minute");
}

#[tokio::test]
async fn a_moderators_session_ends_after_half_a_day_without_use_and_after_a_month_in_any_case() {
    let site = Site::new().await;
    let mut boss = site.visitor();
    boss.become_moderator().await;
    site.pass(12 * HOUR);
    assert_eq!(boss.who().await, None, "unused");
    boss.page("/").await.has_nowhere(messages::site::bar::SIGN_OUT);
    let mut boss = site.visitor();
    boss.become_moderator().await;
    for hours in (0..30 * 24).step_by(8) {
        println!("after {hours} hours");
        boss.page("/").await.has_text("form[action='/sign-out'] button", messages::site::bar::SIGN_OUT);
        // What was noted beside the answer is there when what comes after it is.
        site.visitor().post("/welcome", &[("action", "skip")]).await;
        site.pass(8 * HOUR);
    }
    assert_eq!(boss.who().await, None, "however much it was used");
}

#[tokio::test]
async fn an_operator_signs_an_account_out_everywhere_and_takes_its_role() {
    let site = Site::new().await;
    let (mut here, mut there, mut guest) = (site.visitor(), site.visitor(), site.visitor());
    here.become_moderator().await;
    there.become_moderator().await;
    guest.write("An article", "The text.").await;
    let open = Token::random();
    let boss = here.who().await.unwrap();
    server::visit::session::keep_link(&site.app.store, &open, boss, site.app.now()).await.unwrap();
    let run = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .args(words)
            .arg("--db")
            .arg(site.database())
            .output()
            .unwrap()
    };
    let revoked = run(&["revoke", BOSS]);
    assert!(revoked.status.success(), "{revoked:?}");
    // At once.
    here.page("/a/an-article").await.has_nowhere(messages::article::act::LOCK);
    assert!(here.who().await.is_some());
    let done = run(&["sign-out", BOSS]);
    assert!(
        done.status.success() && String::from_utf8_lossy(&done.stdout).contains("2 sessions"),
        "{done:?}"
    );
    assert_eq!((here.who().await, there.who().await), (None, None));
    assert!(guest.who().await.is_some());
    let link = format!("/sign-in/{}", open.reveal());
    assert_eq!(site.visitor().post(&link, &[]).await.status, StatusCode::GONE);
    for act in ["revoke", "sign-out"] {
        let nobody = run(&[act, "nobody@example.org"]);
        assert!(!nobody.status.success() && String::from_utf8_lossy(&nobody.stderr).contains("no account"));
    }
}

#[tokio::test]
async fn no_copy_is_kept_of_what_holds_an_address_or_a_link() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let boss = account(&site).await;
    let token = Token::random();
    server::visit::session::keep_link(&site.app.store, &token, boss, site.app.now()).await.unwrap();
    let link = format!("/sign-in/{}", token.reveal());
    for path in ["/welcome", "/welcome?back=/", "/sign-in", &link, "/sign-in/nonsense"] {
        assert_eq!(visitor.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    for (path, fields) in [
        ("/welcome", vec![("first_name", "Night"), ("email", "no address")]),
        ("/welcome", vec![("first_name", "Night"), ("email", "night@example.org")]),
        ("/sign-in", vec![("email", "no address")]),
        (&link, vec![]),
        (&link, vec![]),
        ("/sign-out", vec![]),
    ] {
        assert_eq!(visitor.post(path, &fields).await.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(visitor.get("/api/sync/drafts").await.header("cache-control"), "no-store");
    assert_ne!(visitor.get("/").await.header("cache-control"), "no-store");
}

/// What is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn who_signs_in_what_is_refused_and_what_moderators_do_is_noted_without_private_data() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    // With one subscriber alone, a line that another test's thread reaches first is turned off for every thread, since
    // that thread has none (`tracing_core::callsite`); with two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    // This test's thread runs all of its tasks.
    let _guard = tracing::subscriber::set_default(subscriber);
    let (url, mut mails) = post_office().await;
    let site = Site::with(&["--smtp-url", &url, "--address-writes", "14"]).await;
    account(&site).await;
    let mut boss = site.visitor();
    ask(&mut boss, BOSS).await;
    let path = link(&mails.recv().await.unwrap());
    ask(&mut site.visitor(), "nobody@example.org").await;
    ask(&mut site.visitor(), BOSS).await;
    assert_eq!(site.visitor().post(&path, &[]).await.status, StatusCode::GONE);
    boss.post(&path, &[]).await;
    let who = boss.who().await.unwrap().to_string();
    let address = boss.write("An article", "The text.").await;
    let lock = [("scope", "editing"), ("reason", "A private reason")];
    assert_eq!(boss.post(&format!("{address}/lock"), &lock).await.status, StatusCode::SEE_OTHER);
    let mut guest = site.visitor();
    guest
        .post("/welcome", &[("first_name", "Secret"), ("email", "night@example.org"), ("action", "continue")])
        .await;
    for _ in 0..3 {
        assert_eq!(guest.post(&format!("{address}/lock"), &lock).await.status, StatusCode::FORBIDDEN);
    }
    boss.post("/sign-out", &[]).await;
    let mut limited = 0;
    for _ in 0..14 {
        limited += u32::from(
            guest.post("/welcome", &[("action", "skip")]).await.status == StatusCode::TOO_MANY_REQUESTS,
        );
    }
    assert!(limited > 1);
    let noted = |event: &str| {
        let event = format!("event=\"{event}\"");
        log.text().lines().filter(|line| line.contains(" audit: ") && line.contains(&event)).count()
    };
    for (event, times) in [
        ("link-asked", 3),
        ("link-refused", 1),
        ("signed-in", 1),
        ("moderated", 1),
        ("refused", 1),
        ("signed-out", 1),
        ("limited", 1),
    ] {
        assert_eq!(noted(event), times, "{event}: {}", log.text());
    }
    let text = log.text();
    assert!(text.contains(&who) && text.contains("127.0.0.0/24"), "{text}");
    let token = path.rsplit('/').next().unwrap();
    for private in [BOSS, "night@", "nobody@", token, "Secret", "A private reason", "127.0.0.1"] {
        let lines: Vec<&str> =
            text.lines().filter(|line| line.contains(" audit: ") && line.contains(private)).collect();
        assert!(lines.is_empty(), "{private} stands in the log: {lines:?}");
    }
}

#[tokio::test]
async fn a_mail_that_is_refused_is_logged_without_its_address() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    // As in the test above.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (reader, mut writer) = stream.into_split();
            let mut lines = BufReader::new(reader).lines();
            let _ = writer.write_all(b"220 here\r\n").await;
            while let Ok(Some(line)) = lines.next_line().await {
                let refused = line.starts_with("RCPT");
                let answer =
                    if refused { format!("550 5.1.1 {line}: nobody here") } else { "250 well".into() };
                if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    let site = Site::with(&["--smtp-url", &url]).await;
    account(&site).await;
    ask(&mut site.visitor(), BOSS).await;
    for _ in 0..500 {
        if log.text().contains("link-asked") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let text = log.text();
    assert!(text.contains("a sign-in link could not be sent") && text.contains("550"), "{text}");
    assert!(!text.contains(BOSS), "{text}");
}

#[tokio::test]
async fn what_a_session_allowed_ends_with_it() {
    let site = Site::new().await;
    let hash = |visitor: &Visitor<'_>| {
        let (_, token) = visitor.cookie.as_ref().unwrap().split_once('=').unwrap();
        Token::parse(token).unwrap().hash()
    };
    let trust = async |hash: &str| site.app.store.trust(hash, site.app.now()).await.unwrap();
    let mut boss = site.visitor();
    boss.become_moderator().await;
    let signed_out = hash(&boss);
    assert_eq!(trust(&signed_out).await, Trust::Moderator);
    boss.post("/sign-out", &[]).await;
    assert_eq!(trust(&signed_out).await, Trust::Newcomer, "a copy of its cookie lifts no limits");
    boss.become_moderator().await;
    let unused = hash(&boss);
    site.pass(12 * HOUR);
    assert_eq!(trust(&unused).await, Trust::Newcomer);
}
