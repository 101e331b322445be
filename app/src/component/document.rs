//! The HTML document around a page: head, metadata, and what brings the islands to life.

use std::sync::Arc;

use domain::address;
use domain::text::isolated;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use messages::site;

use super::chrome;
use super::markers::without_marks;
pub use super::role::Role;
use crate::island::Sync;
use crate::page::Site;

/// What the head of a document says.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The title, without the name of the site.
    pub title: String,
    /// One or two sentences for search engines and previews; may be empty.
    pub description: String,
    /// The path by which the page is to be known.
    pub path: String,
    /// Structured data (schema.org) as JSON.
    pub json_ld: Option<String>,
    /// What the page is about.
    pub about: About,
    /// Whether search engines may list it, and newcomers are welcomed on it.
    pub role: Role,
    /// What it loads besides what every page does.
    pub kit: Kit,
    /// The path of a picture for previews of links, and what is to be seen there.
    pub image: Option<(String, String)>,
}

/// What a page loads besides what every page does, since few need it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kit {
    /// Nothing.
    #[default]
    Basic,
    /// The style of the pages of the graph.
    GraphStyle,
    /// That, and the picture that reacts.
    Picture,
}

/// The kind of thing a page is about, for previews of links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum About {
    /// The site.
    #[default]
    Site,
    /// One article.
    Article,
}

/// Renders a whole document.
pub fn document<V: IntoView + 'static>(site: &Site, head: &Head, main: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        if let Some(shared) = Owner::current_shared_context() {
            // Only what stands within an island is hydrated.
            shared.set_is_hydrating(false);
        }
        shell(site, head, main().into_any()).to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{}", without_marks(&html))
}

fn shell(site: &Site, head: &Head, main: AnyView) -> impl IntoView + use<> {
    let title =
        if head.title.is_empty() { site::NAME.to_owned() } else { site::title(&isolated(&head.title)) };
    let canonical = format!("{}{}", site.origin, head.path);
    let kind = match head.about {
        About::Site => "website",
        About::Article => "article",
    };
    let description = (!head.description.is_empty()).then(|| {
        view! {
            <meta name="description" content=head.description.clone() />
            {preview("og:description", &head.description)}
        }
    });
    let json_ld = head.json_ld.as_ref().map(|json| {
        // A `<` could end the element; JSON can say it in another way.
        view! { <script type="application/ld+json" nonce=site.nonce.clone() inner_html=json.replace('<', "\\u003c")></script> }
    });
    let image = head.image.as_ref().map(|(path, words)| {
        let url = format!("{}{path}", site.origin);
        view! { {preview("og:image", &url)} {preview("og:image:alt", words)} }
    });
    let robots = (head.role != Role::Reading).then(|| view! { <meta name="robots" content="noindex" /> });
    view! {
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                {description}
                {robots}
                <link rel="canonical" href=canonical.clone() />
                {preview("og:site_name", site::NAME)}
                {preview("og:type", kind)}
                {preview("og:title", if head.title.is_empty() { site::NAME } else { &head.title })}
                {preview("og:url", &canonical)}
                {image}
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#16181a" media="(prefers-color-scheme: dark)" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=site.assets.css.clone() />
                {(head.kit != Kit::Basic).then(|| view! { <link rel="stylesheet" href=site.assets.graph_css.clone() /> })}
                {boot(site)}
                {(head.kit == Kit::Picture).then(|| picture(site))}
                {json_ld}
            </head>
            <body>
                {chrome::bar(site)}
                {chrome::notice(site)}
                {main}
                {chrome::welcome(site, head.role)}
                {chrome::foot()}
                <Sync sequence=site.sequence epoch=site.epoch.clone() me=site.reader.me().map(|me| me.id) />
            </body>
        </html>
    }
}

/// A line of Open Graph, for previews of links (<https://ogp.me>).
fn preview(property: &'static str, content: &str) -> impl IntoView + use<> {
    leptos::html::meta().attr("property", property).attr("content", content.to_owned())
}

/// Loads the script of every page, then the bundle, and hydrates the islands, outermost first. Without the bundle the page works as it is.
fn boot(site: &Site) -> Option<impl IntoView + use<>> {
    let pkg = site.assets.pkg.as_ref()?;
    let script = address::bundled(pkg, "app.js").to_string();
    let page = address::bundled(pkg, "page.js").to_string();
    let wasm = address::bundled(pkg, "app_bg.wasm").to_string();
    let hydrate = format!(
        "import init,* as app from '{script}';\
         const wake=async n=>{{for(const e of n.children){{\
         if(e.localName==='leptos-island'){{const f=app[e.dataset.component];if(f)await f(e);}}\
         await wake(e);}}}};\
         init({{module_or_path:'{wasm}'}}).then(()=>{{app.hydrate();return wake(document.body);}}).then(()=>folkmoot.awake()).finally(()=>{{\
         if('serviceWorker' in navigator)navigator.serviceWorker.register('/sw.js').catch(()=>{{}});}});"
    );
    Some(view! {
        <link rel="modulepreload" href=script />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" src=page></script>
        <script type="module" nonce=site.nonce.clone() inner_html=hydrate></script>
    })
}

/// Loads what makes the picture of the graph react. Without it the picture stands as it is.
fn picture(site: &Site) -> Option<impl IntoView + use<>> {
    let pkg = site.assets.pkg.as_ref()?;
    let script = address::bundled(pkg, "graph.js").to_string();
    let wasm = address::bundled(pkg, "graph_bg.wasm").to_string();
    let start =
        format!("import init,{{start}} from '{script}';init({{module_or_path:'{wasm}'}}).then(()=>start());");
    Some(view! {
        <link rel="modulepreload" href=script />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=site.nonce.clone() inner_html=start></script>
    })
}
