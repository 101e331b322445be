//! What every request shares. Made once at start; nothing in it is global, so tests have as many as they like.

use std::sync::Arc;

use app::page::Assets;
use domain::id::Timestamp;
use store::Store;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::Config;
use crate::follow::findings::Healths;
use crate::follow::live::Graphs;
use crate::guard::audit::Audit;
use crate::guard::rate::Limits;
use crate::guard::rate::streams::Streams;
use crate::guard::rate::underway::Underway;
use crate::guard::room::Room;
use crate::guard::work::{Accounts, Turns};
use crate::http::cache::PageCache;
use crate::http::cookie::CookieKind;
use crate::http::headers::SecurityHeaders;
use crate::http::host::Hosts;
use crate::mail::Mailer;
use crate::page::image::Images;
use crate::page::picture::Pictures;

/// The parts that handlers work with.
pub struct App {
    /// The database.
    pub store: Store,
    /// Where the built files are.
    pub assets: Arc<Assets>,
    /// The public address, without a slash at its end.
    pub origin: Arc<str>,
    /// How the session cookie is set.
    pub cookie: CookieKind,
    /// Rendered pages.
    pub pages: PageCache,
    /// The graph in memory; see [`App::graph`].
    pub graphs: Graphs,
    /// What there is to mend; see [`App::health`].
    pub healths: Healths,
    /// The graph as images.
    pub images: Arc<Images>,
    /// The graph as it stands in pages.
    pub pictures: Arc<Pictures>,
    /// How often one may write; `None` for measuring and tests.
    pub limits: Option<Limits>,
    /// How much was worked out for whom; `None` for measuring and tests.
    pub accounts: Option<Accounts>,
    /// Who reads dozens of texts at once.
    pub texts: Turns,
    /// Whether there is room for more.
    pub room: Room,
    /// Who listens for news.
    pub streams: Streams,
    /// What is under way by address; `None` for measuring and tests.
    pub underway: Option<Underway>,
    /// Sends mail, where that is configured.
    pub mailer: Option<Mailer>,
    /// Notes who signs in, what is refused and what moderators do.
    pub audit: Audit,
    /// Headers of every answer.
    pub security: SecurityHeaders,
    /// The names under which the site answers.
    pub hosts: Hosts,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
    /// Becomes true when the server is about to end, so that listeners let go.
    pub ending: watch::Sender<bool>,
    /// What time it is.
    pub clock: Clock,
}

/// The shared state, as handlers get it.
pub type Shared = Arc<App>;

impl App {
    /// Puts the parts together.
    ///
    /// # Errors
    /// If the settings of the mail can not be used.
    pub fn new(store: Store, config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let origin = config.public_origin();
        let cookie = CookieKind::of_origin(&origin);
        let streams = usize::try_from(config.address_streams.get()).ok().filter(|_| !config.no_rate_limit);
        Ok(Self {
            store,
            assets: Arc::new(crate::http::assets::named()),
            origin: origin.into(),
            cookie,
            pages: if config.no_page_cache { PageCache::disabled() } else { PageCache::new() },
            graphs: Graphs::default(),
            healths: Healths::default(),
            images: Arc::default(),
            pictures: Arc::default(),
            accounts: (!config.no_rate_limit).then(Accounts::default),
            limits: (!config.no_rate_limit).then(|| Limits::new(config.allowances(), Arc::clone(&clock))),
            texts: Turns::default(),
            room: Room::new(config),
            streams: Streams::new(streams),
            underway: (!config.no_rate_limit).then(Underway::default),
            mailer: Mailer::new(config)?,
            audit: Audit::default(),
            security: SecurityHeaders::new(cookie, config.subdomains()),
            hosts: Hosts::new(&config.public_origin(), &config.host),
            trusted_proxies: config.trusted_proxies,
            ending: watch::Sender::new(false),
            clock,
        })
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}
