//! Calls a server function by `fetch`.
//!
//! The call that `#[server]` writes brings streams, abort controllers and a second codec along; this one takes
//! the same arguments, address and error, and JSON.

use leptos::serde_json;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::functions::Failure;

/// Asks the server.
///
/// # Errors
/// What the server function answers; [`Failure::Offline`] if the server cannot be reached.
pub async fn ask<F>(question: F) -> Result<F::Output, Failure>
where
    F: ServerFn<Error = Failure> + Serialize,
    F::Output: DeserializeOwned,
{
    let body = serde_json::to_string(&question).map_err(|_| Failure::Malformed)?;
    let (is_ok, answer) = post(F::PATH, &body).await.map_err(|_| Failure::Offline)?;
    if is_ok {
        serde_json::from_str(&answer).map_err(|_| Failure::Malformed)
    } else {
        // A refusal on the way, such as of too many requests, is not in our words.
        Err(serde_json::from_str(&answer).unwrap_or(Failure::Unavailable))
    }
}

async fn post(path: &str, body: &str) -> Result<(bool, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&JsValue::from_str(body));
    let sent = leptos::prelude::window().fetch_with_str_and_init(path, &request);
    let response: Response = JsFuture::from(sent).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}
