use std::future::pending;

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Notify, oneshot};

use super::*;

async fn serving(
    router: Router,
    bounds: Bounds,
    end: impl Future<Output = ()> + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, bounds, end, || {}));
    address
}

async fn ask(stream: &mut TcpStream, path: &str) {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: here\r\n\r\n").as_bytes()).await.unwrap();
}

/// Everything that still comes; empty if the connection was reset.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn small_writes_are_sent_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_client, accepted) =
        tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
    let (stream, _) = accepted.unwrap();
    prepare(&stream).unwrap();
    assert!(stream.nodelay().unwrap());
}

/// Says when it is dropped.
struct Dropped(Arc<Notify>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn whoever_asks_for_much_and_reads_nothing_is_let_go() {
    let gone = Arc::new(Notify::new());
    let router = Router::new().route(
        "/",
        get({
            let gone = Arc::clone(&gone);
            move || {
                let held = Dropped(Arc::clone(&gone));
                let bytes = bytes::Bytes::from(vec![b'x'; 64 * 1_024]);
                let parts = futures_util::stream::unfold((held, bytes), |(held, bytes)| async move {
                    Some((Ok::<_, std::io::Error>(bytes.clone()), (held, bytes)))
                });
                std::future::ready(Body::from_stream(parts))
            }
        }),
    );
    let bounds = Bounds { by_address: None, stall: Duration::from_millis(50) };
    let address = serving(router, bounds, pending()).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    ask(&mut client, "/").await;
    // It never reads: what was made for it is given up without its doing anything.
    gone.notified().await;
    drop(client);
}

#[tokio::test]
async fn one_address_holds_so_many_connections_and_is_told_so() {
    let router = Router::new().route("/", get(|| std::future::ready("well")));
    let bounds = Bounds::new(NonZeroU32::new(2));
    let address = serving(router, bounds, pending()).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        ask(&mut stream, "/").await;
        stream.read_u8().await.unwrap();
        held.push(stream);
    }
    let mut third = TcpStream::connect(address).await.unwrap();
    ask(&mut third, "/").await;
    let told = rest(&mut third).await;
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("Too many connections"), "{told}");
    held.clear();
    // As soon as the server has seen that they are gone.
    loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        ask(&mut stream, "/").await;
        let mut first = [0; 12];
        if stream.read_exact(&mut first).await.is_ok() && &first == b"HTTP/1.1 200" {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn requests_that_arrive_as_the_server_ends_are_answered_and_are_the_last() {
    let router = Router::new().route("/", get(|| std::future::ready("well")));
    let (tell, end) = oneshot::channel::<()>();
    let end = async move { drop(end.await) };
    let address = serving(router, Bounds::new(None), end).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    ask(&mut idle, "/").await;
    let mut first = vec![0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(first, b"HTTP/1.1 200");
    tell.send(()).unwrap();
    // On a connection that was idle, and on one that comes only now.
    ask(&mut idle, "/").await;
    let mut late = TcpStream::connect(address).await.unwrap();
    ask(&mut late, "/").await;
    for stream in [&mut idle, &mut late] {
        let answers = rest(stream).await;
        assert!(answers.ends_with("well"), "{answers}");
    }
    // A moment later it has ended, and nothing listens any more.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
