//! Listening: the accept loop and its connections.
//!
//! It is our own, for limits that `axum::serve` does not set: the time and size of headers, connections by address, and an
//! end for whoever does not read. Nagle's algorithm is off, or answers in several writes would wait 40 ms for the client's
//! acknowledgement.

mod guard;
mod peers;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use messages::command;
use store::report::{Level, report};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tower::Service as _;

use self::guard::Guarded;
use self::peers::Peers;

/// How long a client may take for its headers.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// The most bytes of headers.
const HEADER_BYTES: usize = 64 * 1024;
/// How long requests under way may go on when the server is told to end.
const GRACE: Duration = Duration::from_secs(6);
/// When the process ends whatever is still going on. What was acknowledged is on the disk; what was not is taken back when
/// the database is opened again.
const HARD_END: Duration = Duration::from_millis(9_500);
/// How long connections are still served after that, since a request may be on its way.
const LINGER: Duration = Duration::from_millis(500);
/// How long a client may read nothing of what is being sent.
const STALL: Duration = Duration::from_secs(30);

/// What connections may do.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The most of one address; `None` where a proxy holds them all, and for measuring.
    pub by_address: Option<NonZeroU32>,
    /// How long a write may make no progress.
    pub stall: Duration,
}

impl Bounds {
    /// With `by_address` connections an address, and the usual time.
    #[must_use]
    pub const fn new(by_address: Option<NonZeroU32>) -> Self {
        Self { by_address, stall: STALL }
    }
}

/// Serves a router at an address until SIGINT or SIGTERM, and then says that it is ending.
///
/// # Errors
/// If the address cannot be listened at.
pub async fn listen(
    addr: SocketAddr,
    router: Router,
    bounds: Bounds,
    ending: impl FnOnce(),
) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind(addr).await.with_context(|| command::cannot_listen(&addr.to_string()))?;
    let end = told_to_end().context(command::NO_SIGNALS)?;
    serve(listener, router, bounds, async move { drop(end.await) }, ending).await;
    Ok(())
}

/// Serves a router until `end`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    end: impl Future<Output = ()>,
    ending: impl FnOnce(),
) {
    let door = Door {
        router,
        bounds,
        peers: Peers::new(bounds.by_address),
        graceful: GracefulShutdown::new(),
        closing: Arc::default(),
    };
    let mut end = std::pin::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            () = door.accept(&listener) => {}
        }
    }
    tracing::info!("ending");
    ending();
    // From now on each answer is the last of its connection. What is on its way is taken, also on new connections.
    door.closing.store(true, Ordering::Release);
    let mut linger = std::pin::pin!(tokio::time::sleep(LINGER));
    loop {
        tokio::select! {
            () = &mut linger => break,
            () = door.accept(&listener) => {}
        }
    }
    drop(listener);
    // Whoever does not finish in time is cut off; nothing acknowledged is lost by that.
    let _ = tokio::time::timeout(GRACE, door.graceful.shutdown()).await;
}

struct Door {
    router: Router,
    bounds: Bounds,
    peers: Peers,
    graceful: GracefulShutdown,
    closing: Arc<AtomicBool>,
}

impl Door {
    async fn accept(&self, listener: &TcpListener) {
        match listener.accept().await {
            Ok((stream, peer)) => self.connection(stream, peer),
            // Out of file descriptors, most likely; connections that end give some back.
            Err(error) => {
                report(Level::Warning, "a connection could not be accepted", &error);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    fn connection(&self, stream: TcpStream, peer: SocketAddr) {
        if let Err(error) = prepare(&stream) {
            tracing::debug!(%error, "a connection was gone at once");
            return;
        }
        let Some(place) = self.peers.enter(peer.ip()) else {
            self.peers.refuse(stream);
            return;
        };
        let (router, closing) = (self.router.clone(), Arc::clone(&self.closing));
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.clone().call(request.map(Body::new));
            let closing = Arc::clone(&closing);
            async move {
                let mut response = answer.await?;
                if closing.load(Ordering::Acquire) {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, std::convert::Infallible>(response)
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME)
            .max_buf_size(HEADER_BYTES)
            .serve_connection(TokioIo::new(Guarded::new(stream, self.bounds.stall)), service);
        let connection = self.graceful.watch(connection);
        tokio::spawn(async move {
            // Clients hang up whenever they like.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
}

/// Settings of every accepted connection.
fn prepare(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)
}

/// Is told once when the process is to end, and ends it hard some seconds later. On a thread of its own, which nothing that
/// anybody asks for can keep busy.
fn told_to_end() -> anyhow::Result<oneshot::Receiver<()>> {
    let (tell, told) = oneshot::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let wait = move || {
        runtime.block_on(signal());
        // Whoever listens may have ended already.
        let _ = tell.send(());
        std::thread::sleep(HARD_END);
        tracing::warn!("ended before everything under way was done");
        std::process::exit(0);
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(wait)?;
    Ok(told)
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}

#[cfg(test)]
mod tests;
