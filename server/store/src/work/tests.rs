use std::sync::mpsc;

use super::*;

const LONG: Duration = Duration::from_secs(60);

fn pool(threads: usize, waiting: usize) -> Pool {
    Pool::new(threads, waiting, LONG, LONG, Manners::GiveWay)
}

/// Occupies the only thread of a pool until the sender is dropped.
async fn occupied(pool: &Pool) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Refused>>) {
    let (held, hold) = mpsc::channel::<()>();
    let (begun, begins) = oneshot::channel();
    let own = pool.clone();
    let work = tokio::spawn(async move {
        own.run(move |_| {
            let _ = begun.send(());
            let _ = hold.recv();
        })
        .await
    });
    begins.await.unwrap();
    (held, work)
}

/// Waits until that many pieces wait.
async fn waiting(pool: &Pool, count: usize) {
    while pool.0.0.queue().tasks.len() != count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn work_is_done_elsewhere_and_answered() {
    let pool = pool(1, 8);
    let here = std::thread::current().id();
    assert_ne!(pool.run(|_| std::thread::current().id()).await, Ok(here));
    assert_eq!(pool.run_sized(SMALL, |_| std::thread::current().id()).await, Ok(here));
    assert_ne!(pool.run_sized(SMALL + 1, |_| std::thread::current().id()).await, Ok(here));
}

#[tokio::test]
async fn what_is_too_much_to_wait_is_refused_at_once() {
    let pool = pool(1, 2);
    let (held, first) = occupied(&pool).await;
    let waits: Vec<_> = (0..2)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { pool.run(|_| ()).await })
        })
        .collect();
    waiting(&pool, 2).await;
    assert_eq!(pool.run(|_| ()).await, Err(Refused::Busy));
    drop(held);
    assert_eq!(first.await.unwrap(), Ok(()));
    for wait in waits {
        assert_eq!(wait.await.unwrap(), Ok(()));
    }
}

#[tokio::test]
async fn whoever_had_most_done_waits_behind_and_goes_first_when_the_queue_is_full() {
    let pool = pool(1, 2);
    let (held, _first) = occupied(&pool).await;
    let now = Instant::now();
    let (heavy, light) = (Arc::new(Account::new(LONG, now)), Arc::new(Account::new(LONG, now)));
    heavy.pay(Duration::from_secs(30), now);
    let (done, order) = mpsc::channel();
    let run = |account: &Arc<Account>, name: &'static str| {
        let (pool, done) = (pool.clone(), done.clone());
        let work = async move { pool.run(move |_| done.send(name).unwrap()).await };
        tokio::spawn(paid_by(Arc::clone(account), work))
    };
    let first_heavy = run(&heavy, "heavy");
    waiting(&pool, 1).await;
    let second_heavy = run(&heavy, "heavy");
    waiting(&pool, 2).await;
    let honest = run(&light, "light");
    // One of the heavy ones made room.
    let refused = tokio::select! {
        one = first_heavy => one.unwrap(),
        one = second_heavy => one.unwrap(),
    };
    assert_eq!(refused, Err(Refused::Busy));
    drop(held);
    assert_eq!(honest.await.unwrap(), Ok(()));
    drop(done);
    assert_eq!(order.recv(), Ok("light"));
}

#[tokio::test]
async fn whoever_has_used_up_a_minute_waits_and_then_goes_on() {
    let begin = Instant::now();
    let account = Account::new(Duration::from_secs(10), begin);
    assert_eq!(account.admit(begin), Ok(()));
    account.pay(Duration::from_secs(15), begin);
    assert_eq!(account.admit(begin).map_err(|wait| wait.as_secs()), Err(30));
    assert_eq!(account.admit(begin + Duration::from_secs(31)), Ok(()));
    assert_eq!(account.debt(begin + Duration::from_secs(90)), Duration::ZERO);
    let pool = pool(1, 8);
    let spent = Arc::new(Account::new(Duration::from_secs(10), Instant::now()));
    spent.pay(LONG, Instant::now());
    let refused = paid_by(spent, pool.run(|_| ())).await;
    assert!(matches!(refused, Err(Refused::Spent(_))), "{refused:?}");
}

#[tokio::test]
async fn work_pays_with_the_processor_time_that_it_took() {
    let pool = pool(1, 8);
    // A small allowance: what is owed is not paid off while a busy machine lets the test wait.
    let account = Arc::new(Account::new(Duration::from_millis(1), Instant::now()));
    let work = pool.run(|_| {
        let begin = account::processor_time();
        while account::processor_time() < begin + Duration::from_millis(20) {}
    });
    paid_by(Arc::clone(&account), work).await.unwrap();
    // It pays after it has answered, and before it does anything else.
    pool.run(|_| ()).await.unwrap();
    assert!(account.debt(Instant::now()) > Duration::from_millis(15));
}

/// Runs until its token ends it, and says so.
fn endless(begun: oneshot::Sender<()>, ended: mpsc::Sender<()>) -> impl FnOnce(&Token) + Send {
    move |token| {
        let _ = begun.send(());
        while !token.is_over() {
            std::thread::yield_now();
        }
        let _ = ended.send(());
    }
}

#[tokio::test]
async fn work_ends_when_nobody_waits_for_it_any_more() {
    let pool = pool(1, 8);
    let ((begun, begins), (ended, ends)) = (oneshot::channel(), mpsc::channel());
    let own = pool.clone();
    let asker = tokio::spawn(async move { own.run(endless(begun, ended)).await });
    begins.await.unwrap();
    asker.abort();
    assert_eq!(pool.run(|_| "the thread is free").await, Ok("the thread is free"));
    assert_eq!(ends.recv(), Ok(()));
}

#[tokio::test]
async fn work_ends_at_its_deadline_and_when_the_server_ends() {
    let short = Pool::new(1, 8, LONG, Duration::ZERO, Manners::GiveWay);
    let ((begun, _begins), (ended, _ends)) = (oneshot::channel(), mpsc::channel());
    assert_eq!(short.run(endless(begun, ended)).await, Err(Refused::Late));
    let pool = pool(1, 8);
    let ((begun, begins), (ended, _ends)) = (oneshot::channel(), mpsc::channel());
    let own = pool.clone();
    let asker = tokio::spawn(async move { own.run(endless(begun, ended)).await });
    begins.await.unwrap();
    pool.end();
    assert_eq!(asker.await.unwrap(), Err(Refused::Late));
    assert_eq!(pool.run(|_| ()).await, Err(Refused::Busy));
}

#[tokio::test]
async fn work_that_breaks_off_takes_nothing_with_it() {
    let pool = pool(1, 8);
    assert_eq!(pool.run(|_| panic!("meant")).await, Err::<(), _>(Refused::Failed));
    assert_eq!(pool.run(|_| 1).await, Ok(1));
}

#[tokio::test]
async fn what_is_worked_out_for_one_request_is_counted_before_it_is_answered() {
    let pool = pool(1, 8);
    let meter = Meter::default();
    let busy = |_: &Token| {
        let begin = account::processor_time();
        while account::processor_time().saturating_sub(begin) < Duration::from_millis(5) {}
    };
    for (nth, bytes) in [(1_u32, SMALL), (2, SMALL + 1)] {
        metered(meter.clone(), pool.run_sized(bytes, busy)).await.unwrap();
        assert!(meter.spent() >= nth * Duration::from_millis(5), "{bytes}");
    }
    let counted = meter.spent();
    pool.run(busy).await.unwrap();
    assert_eq!(meter.spent(), counted, "another request's is not counted");
}
