//! What stands around every page: the bar, the breadcrumb, notices, the welcome and the foot.

use domain::address;
use leptos::prelude::*;
use messages::identity::{self, details};
use messages::site::{self, bar, foot, keys, welcome};
use model::ArticleLink;

use super::field::{self, Control};
use super::inline::link;
use super::role::Role;
use crate::island::Welcome;
use crate::page::{Form, Reader, Site};

/// The single keys of every page, and what each does.
const KEYS: [(&str, &str); 6] = [
    ("/", site::SEARCH),
    ("c", keys::COMMENT),
    ("e", keys::EDIT),
    ("g", keys::GRAPH),
    ("?", keys::KEYS),
    ("Esc", keys::CLOSE_OPEN),
];

/// The bar at the top: name of the site, search, writing, and who one is.
pub fn bar(site: &Site) -> impl IntoView + use<> {
    let name = site.reader.me().map_or_else(|| identity::GUEST.to_owned(), crate::page::Me::name);
    let letter: String = name.chars().next().unwrap_or('G').to_uppercase().collect();
    let (known, moderates) = (site.reader.me().is_some(), site.reader.moderates());
    let form_key = site.form_key.clone();
    view! {
        <a class="skip" href="#main">{bar::SKIP}</a>
        <header class="bar">
            <a class="mark" href="/">
                <svg viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M16 5 6 22m10-17 10 17M6 22h20M6 22l10 5 10-5"></path>
                    <circle cx="16" cy="5" r="3.4"></circle>
                    <circle cx="6" cy="22" r="3.4"></circle>
                    <circle cx="26" cy="22" r="3.4"></circle>
                    <circle class="own" cx="16" cy="27" r="3.4"></circle>
                </svg>
                {site::NAME}
            </a>
            <form class="find" role="search" action="/search" method="get">
                <input id="search" type="search" name="q" aria-label=site::SEARCH_ARTICLES placeholder=site::SEARCH_ARTICLES autocomplete="off" />
                <kbd aria-hidden="true">"/"</kbd>
            </form>
            <nav aria-label=bar::LABEL>
                <a class="write" href="/new">{bar::WRITE}</a>
                <details class="menu who">
                    <summary>
                        <span class="face" aria-hidden="true">{letter}</span>
                        <span class="name" dir="auto">{name}</span>
                    </summary>
                    <ul>
                        <li><a href=address::welcome(&site.here).to_string()>{bar::DETAILS}</a></li>
                        {(!moderates).then(|| view! { <li><a href="/sign-in">{bar::SIGN_IN}</a></li> })}
                        {moderates.then(|| view! { <li><a href="/hidden">{bar::HIDDEN}</a></li> })}
                        {known.then(|| view! {
                            <li>
                                <form method="post" action="/sign-out">
                                    <input type="hidden" name="form" value=form_key />
                                    <button class="plain">{bar::SIGN_OUT}</button>
                                </form>
                            </li>
                        })}
                        <li class="only-narrow"><a href="/new">{site::WRITE_ARTICLE}</a></li>
                    </ul>
                </details>
            </nav>
        </header>
    }
}

/// Where a page belongs, the outermost first.
pub fn crumbs(links: &[ArticleLink]) -> Option<impl IntoView + use<>> {
    if links.is_empty() {
        return None;
    }
    let items = links.iter().map(|article| view! { <li>{link(article)}</li> }.into_any()).collect_view();
    Some(view! { <nav class="crumbs" aria-label=site::BREADCRUMB><ol>{items}</ol></nav> })
}

/// What became of the form that was just sent.
pub fn notice(site: &Site) -> Option<impl IntoView + use<>> {
    let said = site.notice.clone()?;
    Some(view! { <p class="notice" role="status">{said}</p> })
}

/// The welcome of a newcomer. It stands after the page and covers nothing of it.
pub fn welcome(site: &Site, role: Role) -> Option<impl IntoView + use<>> {
    if site.reader != Reader::New || role == Role::Identity {
        return None;
    }
    let back = site.here.clone();
    Some(view! {
        <section class="welcome" aria-labelledby="welcome-title">
            <h2 id="welcome-title">{welcome::HEADING}</h2>
            <p>{welcome::ABOUT}</p>
            {identity_form(site, &Form::default(), &back, details::STAY_GUEST)}
            <Welcome back=back />
        </section>
    })
}

/// First name, last name and email, and a way not to say.
pub fn identity_form(site: &Site, form: &Form, back: &str, skip: &'static str) -> impl IntoView + use<> {
    let line = |name, label, kind, autocomplete| {
        field::control(form, Control { name, label, kind, autocomplete, ..Control::default() })
    };
    view! {
        <form id="welcome" class="identity" method="post" action="/welcome">
            {field::key(site)}
            <input type="hidden" name="back" value=back.to_owned() />
            {line("first_name", details::FIRST_NAME, field::Kind::Line, Some("given-name"))}
            {line("last_name", details::LAST_NAME, field::Kind::Line, Some("family-name"))}
            {line("email", details::EMAIL, field::Kind::Email, Some("email"))}
            <div class="acts">
                <button class="button strong" name="action" value="continue">{details::SAVE}</button>
                <button class="button quiet" name="action" value="skip" formnovalidate>{skip}</button>
            </div>
        </form>
    }
}

/// The foot of every page.
pub fn foot() -> impl IntoView {
    view! {
        <footer class="foot">
            <span>{foot::LICENCE}</span>
            <nav aria-label=foot::LABEL>
                <a href="/graph">{site::GRAPH}</a>
                <a href="/outline">{site::OUTLINE}</a>
                <a href="/recent">{site::RECENT}</a>
                <a href="/new">{site::WRITE_ARTICLE}</a>
                <a href="/search">{site::SEARCH}</a>
                <button type="button" class="keys-button" hidden>{foot::KEYS}</button>
            </nav>
            <noscript><p class="small">{foot::UTC}</p></noscript>
        </footer>
        {keys()}
    }
}

/// What single keys do, with a switch for those who dictate, or press keys without meaning to. A script shows it and
/// does what the keys say.
fn keys() -> impl IntoView {
    let line = |(key, does): (&'static str, &'static str)| {
        view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }
    };
    view! {
        <dialog class="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">{keys::HEADING}</h2>
            <dl>{KEYS.map(line).to_vec()}</dl>
            <p class="small">{keys::LAYOUT}</p>
            <label class="switch">
                <input id="keys-on" type="checkbox" role="switch" />
                {keys::SWITCH}
            </label>
            <form method="dialog"><button class="button">{keys::CLOSE}</button></form>
        </dialog>
    }
}
