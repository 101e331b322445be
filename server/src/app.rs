//! What the server is made of: a list of services, made once at start. Nothing in it is global, so tests have as many as they
//! like.
//!
//! A handler names the services that it uses (`State<…>`), so that its signature says what it touches. No service knows
//! this file.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use domain::id::Timestamp;
use store::Store;
use tokio::sync::watch;

use crate::api::sync::live::News;
use crate::clock::Clock;
use crate::config::Config;
use crate::follow::findings::FindingsCache;
use crate::follow::follower::Follower;
use crate::follow::kept::KeptGraph;
use crate::follow::live::LiveGraph;
use crate::follow::near::NearPictures;
use crate::follow::pictures::Pictures;
use crate::follow::places::Layout;
use crate::follow::projection::Projection;
use crate::follow::suggestions::SuggestionFinder;
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
use crate::http::origin::Origin;
use crate::http::packed::PackedAnswers;
use crate::mail::Mailer;
use crate::page::images::Images;
use crate::visit::Visits;
use crate::visit::admission::Admission;
use crate::visit::front::Front;
use crate::visit::refusal::Refusals;
use crate::visit::session::Sessions;
use crate::write::submit::Submitter;

/// The services.
pub struct App {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// The public address.
    pub origin: Origin,
    /// How cookies are set.
    pub cookie: CookieKind,
    /// Becomes true when the server is about to end, so that listeners let go.
    pub ending: watch::Sender<bool>,
    /// How often one may write; `None` for measuring and tests.
    pub limits: Option<Arc<Limits>>,
    /// How much was worked out for whom; `None` for measuring and tests.
    pub accounts: Option<Arc<Accounts>>,
    /// What is under way by address; `None` for measuring and tests.
    pub underway: Option<Arc<Underway>>,
    /// Who reads dozens of texts at once.
    pub turns: Arc<Turns>,
    /// Notes who signs in, what is refused and what moderators do.
    pub audit: Arc<Audit>,
    /// Sends mail, where that is configured.
    pub mailer: Option<Mailer>,
    /// What stands before every handler.
    pub front: Arc<Front>,
    /// What visits are looked up in.
    pub visits: Arc<Visits>,
    /// What admits acts and commands.
    pub admission: Arc<Admission>,
    /// Opens sessions.
    pub sessions: Arc<Sessions>,
    /// Hands commands to the store.
    pub submitter: Arc<Submitter>,
    /// Reads the log, for all that is made of it.
    pub follower: Arc<Follower>,
    /// The graph in memory.
    pub graph: Arc<LiveGraph>,
    /// Where articles stand in it.
    pub layout: Arc<Layout>,
    /// The pictures beside articles.
    pub near: Arc<NearPictures>,
    /// The graph as it stands in pages.
    pub pictures: Arc<Pictures>,
    /// The graph as images.
    pub images: Arc<Images>,
    /// The graph as programs get it.
    pub graph_answers: Arc<PackedAnswers>,
    /// What there is to mend.
    pub findings: Arc<FindingsCache>,
    /// What might be related.
    pub suggestions: Arc<SuggestionFinder>,
    /// Tells listeners that there is news.
    pub news: Arc<News>,
}

impl App {
    /// Puts the services together.
    ///
    /// # Errors
    /// If the settings of the mail cannot be used.
    pub fn new(store: Store, config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let origin = Origin::new(&config.public_origin());
        let cookie = CookieKind::of_origin(&origin);
        let trusted_proxies = config.trusted_proxies;
        let is_limited = !config.no_rate_limit;
        let streams = usize::try_from(config.address_streams.get()).ok().filter(|_| is_limited);
        let ending = watch::Sender::new(false);
        let security = SecurityHeaders::new(cookie, config.subdomains());
        let pages = Arc::new(if config.no_page_cache { PageCache::disabled() } else { PageCache::new() });
        let limits = is_limited.then(|| Arc::new(Limits::new(config.allowances(), Arc::clone(&clock))));
        let accounts = is_limited.then(Arc::<Accounts>::default);
        let underway = is_limited.then(Arc::<Underway>::default);
        let turns = Arc::<Turns>::default();
        let audit = Arc::<Audit>::default();
        let visits = Arc::new(Visits {
            store: store.clone(),
            clock: Arc::clone(&clock),
            cookie,
            trusted_proxies,
            assets: Arc::new(crate::http::assets::named()),
            origin: origin.clone(),
            security: security.clone(),
            pages: Arc::clone(&pages),
        });
        let refusals = Refusals {
            store: store.clone(),
            clock: Arc::clone(&clock),
            audit: Arc::clone(&audit),
            visits: Arc::clone(&visits),
            trusted_proxies,
        };
        let front = Front {
            store: store.clone(),
            clock: Arc::clone(&clock),
            cookie,
            hosts: Hosts::new(&config.public_origin(), &config.host),
            security,
            pages: Arc::clone(&pages),
            accounts: accounts.clone(),
            underway: underway.clone(),
            refusals,
            trusted_proxies,
        };
        let admission = Arc::new(Admission {
            store: store.clone(),
            clock: Arc::clone(&clock),
            cookie,
            limits: limits.clone(),
            room: Room::new(config.disk_limit, config.disk_free),
            trusted_proxies,
        });
        let sessions = Arc::new(Sessions::new(store.clone(), cookie));
        let submitter = Submitter {
            store: store.clone(),
            admission: Arc::clone(&admission),
            sessions: Arc::clone(&sessions),
            audit: Arc::clone(&audit),
        };
        let news = News {
            store: store.clone(),
            cookie,
            streams: Streams::new(streams),
            ending: ending.subscribe(),
            trusted_proxies,
        };
        let kept = Arc::new(KeptGraph::new(store.clone(), Arc::clone(&clock)));
        let findings = Arc::new(FindingsCache::new(store.clone(), Arc::clone(&clock)));
        let pictures = Arc::<Pictures>::default();
        // The graph, which the others read, comes last.
        let projections: Vec<Arc<dyn Projection>> =
            vec![pages, Arc::clone(&findings) as _, Arc::clone(&pictures) as _, Arc::clone(&kept) as _];
        let follower = Arc::new(Follower::new(store.clone(), projections));
        let graph = Arc::new(LiveGraph::new(store.clone(), Arc::clone(&clock), Arc::clone(&follower), kept));
        Ok(Self {
            layout: Arc::new(Layout::new(store.clone(), Arc::clone(&graph), ending.subscribe())),
            near: Arc::new(NearPictures::new(Arc::clone(&graph), store.work().clone())),
            graph,
            follower,
            pictures,
            images: Arc::new(Images::new(origin.clone())),
            graph_answers: Arc::default(),
            findings,
            suggestions: Arc::new(SuggestionFinder::new(store.clone(), Arc::clone(&turns))),
            mailer: Mailer::new(config)?,
            front: Arc::new(front),
            submitter: Arc::new(submitter),
            news: Arc::new(news),
            store,
            clock,
            origin,
            cookie,
            ending,
            limits,
            accounts,
            underway,
            turns,
            audit,
            visits,
            admission,
            sessions,
        })
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// The services, as the router hands them out.
#[derive(Clone)]
pub struct Shared(Arc<App>);

impl From<App> for Shared {
    fn from(app: App) -> Self {
        Self(Arc::new(app))
    }
}

impl Deref for Shared {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

/// Lets handlers name each service by its type.
macro_rules! hand_out {
    ($($field:ident: $service:ty,)*) => {
        $(impl FromRef<Shared> for $service {
            fn from_ref(shared: &Shared) -> Self {
                shared.$field.clone()
            }
        })*
    };
}

hand_out! {
    store: Store,
    origin: Origin,
    cookie: CookieKind,
    turns: Arc<Turns>,
    audit: Arc<Audit>,
    mailer: Option<Mailer>,
    front: Arc<Front>,
    visits: Arc<Visits>,
    admission: Arc<Admission>,
    sessions: Arc<Sessions>,
    submitter: Arc<Submitter>,
    graph: Arc<LiveGraph>,
    near: Arc<NearPictures>,
    pictures: Arc<Pictures>,
    images: Arc<Images>,
    graph_answers: Arc<PackedAnswers>,
    findings: Arc<FindingsCache>,
    suggestions: Arc<SuggestionFinder>,
    news: Arc<News>,
}
