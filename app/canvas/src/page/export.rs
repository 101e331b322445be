//! Taking the view away: a link to it, and pictures.

use graph::drawing::{self, Options, Place};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url};

use super::desk::Act;
use super::dom;
use super::picture::Picture;

impl Picture {
    /// Copies the address, which says exactly this view.
    pub(super) fn copy_link(&self) {
        let Some(window) = web_sys::window() else { return };
        let Ok(address) = window.location().href() else { return };
        let desk = self.desk.clone();
        let copying = window.navigator().clipboard().write_text(&address);
        spawn_local(async move {
            let copied = JsFuture::from(copying).await.is_ok();
            desk.post(Act::Said(if copied {
                messages::graph::LINK_COPIED
            } else {
                messages::graph::LINK_NOT_COPIED
            }));
        });
    }

    /// Downloads the view as a drawing of its own.
    pub(super) fn save_svg(&self) {
        let (Some(scene), Some(document), Some(window)) = (&self.scene, dom::document(), web_sys::window())
        else {
            return;
        };
        let (title, origin) = (document.title(), window.location().origin().unwrap_or_default());
        let options = Options { place: Place::Image, title: &title, origin: &origin, ..Options::default() };
        let picture = drawing::draw(&scene.graph, &scene.view, &options);
        let kind = BlobPropertyBag::new();
        kind.set_type("image/svg+xml");
        let parts = js_sys::Array::of1(&JsValue::from_str(&picture.svg));
        if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &kind)
            && let Ok(address) = Url::create_object_url_with_blob(&blob)
        {
            save(&address, "graph.svg");
            let _ = Url::revoke_object_url(&address);
            let words = if picture.left_out > 0 {
                messages::graph::saved_part(picture.shown)
            } else {
                messages::graph::SAVED_SVG.to_owned()
            };
            self.parts.state.set_text_content(Some(&words));
        }
    }

    fn drawing(&self) -> Option<Element> {
        self.root.query_selector(":scope > svg").ok().flatten()
    }

    /// Puts the view in the place of the server's drawing, which is what paper shows.
    pub(super) fn before_print(&self) {
        let (Some(scene), Some(document)) = (&self.scene, dom::document()) else { return };
        let title = document.title();
        let picture =
            drawing::draw(&scene.graph, &scene.view, &Options { title: &title, ..Options::default() });
        if let Some(former) = self.drawing() {
            former.set_outer_html(&picture.svg);
        } else {
            let _ = self.root.insert_adjacent_html("afterbegin", &picture.svg);
        }
    }

    /// Hides it again.
    pub(super) fn after_print(&self) {
        if let Some(drawing) = self.drawing() {
            dom::hide(&drawing, self.scene.is_some());
        }
    }

    /// Downloads the window as it is.
    pub(super) fn save_png(&self) {
        if let Ok(address) = self.painter.canvas.to_data_url() {
            save(&address, "graph.png");
            self.parts.state.set_text_content(Some(messages::graph::SAVED_PNG));
        }
    }
}

fn save(address: &str, name: &str) {
    let body = dom::document().and_then(|document| document.body());
    let attributes = [("href", address), ("download", name), ("hidden", "")];
    if let Some(body) = body
        && let Some(link) = dom::add::<HtmlAnchorElement>(&body, "a", &attributes, "")
    {
        link.click();
        link.remove();
    }
}
