//! Serving: loads the sample discussion into an empty one, listens, and ends in good order.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use messages::command;
use store::Store;

use crate::app::{App, Shared};
use crate::clock::system_clock;
use crate::config::Config;
use crate::seeds::load as seeds;
use crate::{listen, router};

pub mod baseline;

/// How long heavy work may go on then, so that whoever waits for it is still answered that it was not done.
const WORK_GRACE: Duration = Duration::from_secs(3);

/// Serves a database that was opened for that, until told to end.
///
/// # Errors
/// If the sample discussion cannot be loaded or the address not be listened at.
pub async fn serve(config: &Config, store: Store) -> anyhow::Result<()> {
    if !config.no_seeds {
        seeds::at_first_start(&store).await.context(command::NO_SAMPLE)?;
    }
    // Before anything is read of it.
    match store.mend_hierarchy().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "articles hang on what they were part of first again"),
        Err(error) => {
            tracing::warn!(%error, "the hierarchy could not be looked at; the next start tries again");
        }
    }
    // Every page that listens for changes is a connection, and the usual soft limit is 1,024 of them.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    app::functions::register();
    let app = Shared::from(App::new(store, config, Arc::new(system_clock))?);
    let forgetting = tokio::spawn(forget_the_quiet(app.clone()));
    let looking = app.store.clone();
    tokio::spawn(async move {
        if let Err(error) = looking.work_out_looks().await {
            tracing::warn!(%error, "how titles look could not be worked out; the next start tries again");
        }
        if let Err(error) = looking.make_anew().await {
            tracing::warn!(%error, "not all that an earlier version made of texts was made anew; the next start goes on");
        }
    });
    let sweeping = tokio::spawn(sweep_sessions(app.clone()));
    let ending = app.ending.subscribe();
    // Reads the graph first, so that the first page that needs it does not wait.
    let follower = Arc::clone(&app.follower);
    let following = tokio::spawn(async move { follower.keep(ending).await });
    let layout = Arc::clone(&app.layout);
    let placing = tokio::spawn(async move { layout.keep().await });
    println!("{}", command::serving(&config.public_origin()));
    let listening = listen::listen(config.addr, router::router(&app), config.bounds(), || {
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
        () = app.store.writer_ended() => Err(anyhow::anyhow!(command::WRITER_STOPPED)),
    };
    forgetting.abort();
    sweeping.abort();
    // They end by themselves, before the database closes; also where the address could not be listened at.
    app.ending.send_replace(true);
    for task in [following, placing] {
        if let Err(error) = task.await {
            tracing::warn!(%error, "what follows the log ended badly");
        }
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
        if let Some(underway) = &app.underway {
            underway.forget_the_quiet();
        }
        if let Err(error) = app.store.sweep_drafts(app.now()).await {
            tracing::debug!(%error, "drafts that ended could not be forgotten yet");
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
