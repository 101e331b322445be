//! Serving: opens the database, loads the sample discussion into an empty one, listens, and ends in good order.
//!
//! The accept loop is our own, for limits that `axum::serve` does not set: the time and size of headers. Nagle's
//! algorithm is off, or answers in several writes would wait 40 ms for the client's acknowledgement.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use store::Access;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tower::Service as _;

use crate::config::Config;
use crate::state::{App, Shared, system_clock};
use crate::{cli, graph, router, seeds};

/// How long a client may take for its headers.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// The most bytes of headers.
const HEADER_BYTES: usize = 64 * 1024;
/// How long requests under way may go on when the server is told to end.
const GRACE: Duration = Duration::from_secs(6);
/// How long heavy work may go on then, so that whoever waits for it is still answered that it was not done.
const WORK_GRACE: Duration = Duration::from_secs(3);
/// When the process ends whatever is still going on. What was acknowledged is on the disk; what was not is taken back when
/// the database is opened again.
const HARD_END: Duration = Duration::from_millis(9_500);

/// Serves until told to end.
///
/// # Errors
/// If the database can not be opened or the address not be listened at.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    config.check()?;
    let store = cli::open(&config, Access::Serving).await?;
    if !config.no_seeds {
        seeds::at_first_start(&store).await.context("the sample discussion could not be loaded")?;
    }
    // Every page that listens for changes is a connection, and the usual soft limit is 1,024 of them.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    app::functions::register();
    let app: Shared = Arc::new(App::new(store, &config, Arc::new(system_clock))?);
    let forgetting = tokio::spawn(forget_the_quiet(Arc::clone(&app)));
    let looking = app.store.clone();
    tokio::spawn(async move {
        if let Err(error) = looking.work_out_looks().await {
            tracing::warn!(%error, "how titles look could not be worked out; the next start tries again");
        }
    });
    let sweeping = tokio::spawn(sweep_sessions(Arc::clone(&app)));
    // Reads the graph first, so that the first page that needs it does not wait.
    let placing = tokio::spawn(graph::places::keep(Arc::clone(&app)));
    println!("Folkmoot is at {}", config.public_origin());
    let listening = listen(config.addr, router::router(&app), || {
        app.ending.send_replace(true);
        let work = app.store.work().clone();
        tokio::spawn(async move {
            tokio::time::sleep(WORK_GRACE).await;
            work.end();
        });
    });
    let served = tokio::select! {
        served = listening => served,
        // Better to end, and be started again, than to serve what nobody can change.
        () = app.store.writer_ended() => Err(anyhow::anyhow!("the task that writes has broken off")),
    };
    forgetting.abort();
    sweeping.abort();
    // It ends by itself, before the database closes; also where the address could not be listened at.
    app.ending.send_replace(true);
    if let Err(error) = placing.await {
        tracing::warn!(%error, "the layout of the graph ended badly");
    }
    app.store.close().await;
    served
}

async fn forget_the_quiet(app: Shared) {
    let mut tick = tokio::time::interval(Duration::from_secs(60));
    loop {
        tick.tick().await;
        if let Some(limits) = &app.limits {
            limits.forget_the_quiet();
        }
        if let Some(accounts) = &app.accounts {
            accounts.forget_the_quiet();
        }
    }
}

/// Forgets sessions that ended long ago.
async fn sweep_sessions(app: Shared) {
    let mut tick = tokio::time::interval(Duration::from_secs(60 * 60));
    loop {
        tick.tick().await;
        match app.store.sweep_sessions(app.now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot sessions that ended long ago"),
            Err(error) => tracing::warn!(%error, "sessions that ended long ago could not be forgotten"),
        }
    }
}

/// Serves a router at an address until SIGINT or SIGTERM, and then says that it is ending.
///
/// # Errors
/// If the address can not be listened at.
pub async fn listen(addr: SocketAddr, router: Router, ending: impl FnOnce()) -> anyhow::Result<()> {
    let listener = TcpListener::bind(addr)
        .await
        .with_context(|| format!("{addr} can not be listened at; is it in use?"))?;
    let graceful = GracefulShutdown::new();
    let mut end = told_to_end().context("the signals to end can not be listened to")?;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connection(stream, peer, router.clone(), &graceful),
                // Out of file descriptors, most likely; connections that end give some back.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            _ = &mut end => break,
        }
    }
    drop(listener);
    tracing::info!("ending");
    ending();
    // Whoever does not finish in time is cut off; nothing acknowledged is lost by that.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

fn connection(stream: TcpStream, peer: SocketAddr, router: Router, graceful: &GracefulShutdown) {
    if let Err(error) = prepare(&stream) {
        tracing::debug!(%error, "a connection was gone at once");
        return;
    }
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request.map(Body::new))
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // Clients hang up whenever they like.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke off");
        }
    });
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
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_writes_are_sent_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (_client, accepted) =
            tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
        let (stream, _) = accepted.unwrap();
        prepare(&stream).unwrap();
        assert!(stream.nodelay().unwrap());
    }
}
