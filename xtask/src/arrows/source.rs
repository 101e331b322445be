//! A crate as its files say it: modules, what each defines, and the paths that each names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree, Visibility};

/// A module, as the path of names from the root of its crate.
pub(super) type Module = Vec<String>;

/// What a name of a module leads to.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Defined,
    Imported(Vec<String>),
}

/// A module and what stands in it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) file: PathBuf,
    pub(super) names: BTreeMap<String, Entry>,
    /// Modules of which everything is imported.
    pub(super) globs: Vec<Vec<String>>,
    /// Paths that stand in imports of its own, without those that only hand a name on.
    pub(super) imports: BTreeSet<Vec<String>>,
    /// Paths that stand in its code.
    pub(super) paths: BTreeSet<Vec<String>>,
    /// The types that it implements something of their own for, without a trait.
    pub(super) extends: BTreeSet<String>,
    /// The formats by which it makes addresses.
    pub(super) composes: BTreeSet<String>,
    /// What it says to people in words of its own.
    pub(super) sentences: BTreeSet<String>,
}

/// A crate of the workspace.
#[derive(Debug)]
pub(super) struct Crate {
    /// As code names it.
    pub(super) name: String,
    pub(super) modules: BTreeMap<Module, Content>,
}

impl Crate {
    /// Reads the crate of the name whose code is in `folder`, without its tests.
    ///
    /// # Errors
    /// If a file cannot be read or is no Rust, or if there is no crate.
    pub(super) fn read(name: &str, folder: &Path) -> Result<Self> {
        let mut this = Self { name: name.to_owned(), modules: BTreeMap::new() };
        for root in ["lib.rs", "main.rs"] {
            let file = folder.join(root);
            if file.is_file() {
                this.file(&file, folder, &Vec::new())?;
            }
        }
        anyhow::ensure!(!this.modules.is_empty(), "there is no crate {name} in {}", folder.display());
        Ok(this)
    }

    fn file(&mut self, path: &Path, folder: &Path, module: &Module) -> Result<()> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = syn::parse_file(&text).with_context(|| format!("cannot parse {}", path.display()))?;
        self.items(&file.items, path, folder, module)
    }

    /// Takes in the items of a module whose files stand in `folder`.
    fn items(&mut self, items: &[Item], path: &Path, folder: &Path, module: &Module) -> Result<()> {
        let mut content = self.modules.remove(module).unwrap_or_default();
        if content.file.as_os_str().is_empty() {
            content.file = path.to_path_buf();
        }
        let mut inner = Vec::new();
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    content.names.entry(name.clone()).or_insert(Entry::Defined);
                    inner.push((name, item));
                }
                Item::Use(item) => {
                    let hands_on = !matches!(item.vis, Visibility::Inherited);
                    import(&item.tree, &mut Vec::new(), hands_on, &mut content);
                }
                item => {
                    if let Some(name) = name(item) {
                        content.names.insert(name, Entry::Defined);
                    }
                    if let Item::Impl(item) = item
                        && item.trait_.is_none()
                        && let syn::Type::Path(of) = &*item.self_ty
                        && let Some(last) = of.path.segments.last()
                    {
                        content.extends.insert(last.ident.to_string());
                    }
                    Paths(&mut content).visit_item(item);
                }
            }
        }
        self.modules.insert(module.clone(), content);
        for (name, item) in inner {
            let mut at = module.clone();
            at.push(name.clone());
            let folder = folder.join(&name);
            if let Some((_, items)) = &item.content {
                self.items(items, path, &folder, &at)?;
                continue;
            }
            let beside = folder.with_extension("rs");
            let path = if beside.is_file() { beside } else { folder.join("mod.rs") };
            self.file(&path, &folder, &at)?;
        }
        Ok(())
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether it is there for tests only: these may know anybody.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.contains("feature = \"testing\"")
        }
        Meta::Path(path) => path.is_ident("test"),
        _ => false,
    })
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn import(tree: &UseTree, before: &mut Vec<String>, hands_on: bool, content: &mut Content) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            import(&path.tree, before, hands_on, content);
            before.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                import(tree, before, hands_on, content);
            }
        }
        UseTree::Glob(_) => {
            content.globs.push(before.clone());
            if !hands_on {
                content.imports.insert(before.clone());
            }
        }
        UseTree::Name(_) | UseTree::Rename(_) => {
            let (name, alias) = match tree {
                UseTree::Rename(rename) => (rename.ident.to_string(), rename.rename.to_string()),
                UseTree::Name(name) => (name.ident.to_string(), name.ident.to_string()),
                _ => return,
            };
            let mut path = before.clone();
            let alias = if name == "self" { before.last().cloned().unwrap_or(alias) } else { alias };
            if name != "self" {
                path.push(name);
            }
            if !hands_on {
                content.imports.insert(path.clone());
            }
            if alias != "_" {
                content.names.insert(alias, Entry::Imported(path));
            }
        }
    }
}

/// Whether a format makes a path of the site, or adds something to one: `/a/{slug}`, `{here}/edit`, `{here}?tab=about`.
fn is_address(format: &str) -> bool {
    let is_word = |text: &str| text.starts_with(|first: char| first.is_ascii_lowercase());
    let is_placed = |text: &str| is_word(text) || text.starts_with('{');
    if let Some(path) = format.strip_prefix('/') {
        return is_placed(path) && path.contains('{');
    }
    let after = format.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or("", |(_, after)| after);
    after.strip_prefix('/').is_some_and(is_word) || after.strip_prefix('?').is_some_and(is_placed)
}

/// Whether a text is said to people: it begins as a sentence does, and has more words than one. What is logged begins
/// with a small letter.
fn is_sentence(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let mut letters = first.trim_end_matches([',', ':', '.', '…']).chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_lowercase)
        && words.any(|word| word.starts_with(char::is_alphabetic))
}

/// Attributes of HTML whose values are read or heard.
const READ_ATTRIBUTES: [&str; 4] = ["alt", "label", "placeholder", "title"];

/// Notes the paths of an item, also those within macros.
struct Paths<'a>(&'a mut Content);

impl Paths<'_> {
    /// Those of code within a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut is_view = false;
        let mut is_attribute = false;
        for token in tokens {
            if let TokenTree::Punct(punct) = &token
                && punct.as_char() == '#'
            {
                is_attribute = true;
                continue;
            }
            if let TokenTree::Group(_) = &token
                && std::mem::take(&mut is_attribute)
            {
                continue;
            }
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.note(std::mem::take(&mut path));
                    }
                    is_view = ident == "view";
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == '!' && is_view => continue,
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Group(group) => {
                    self.note(std::mem::take(&mut path));
                    colons = 0;
                    if is_view {
                        self.view(group.stream());
                    } else {
                        self.tokens(group.stream());
                    }
                }
                other => {
                    self.note(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Literal(literal) = other {
                        self.literal(&literal.to_string());
                    }
                }
            }
            is_view = false;
        }
        self.note(path);
    }

    /// Those of the code within HTML, and the words that stand between its tags.
    fn view(&mut self, tokens: TokenStream) {
        let mut before = [String::new(), String::new()];
        let mut code = Vec::new();
        for token in tokens {
            let text = token.to_string();
            if let TokenTree::Literal(_) = token {
                let is_value = before[1] == "=";
                let is_read = !is_value || READ_ATTRIBUTES.contains(&before[0].as_str());
                if is_read && text.starts_with('"') && text.contains(char::is_alphabetic) {
                    self.0.sentences.insert(text.trim_matches('"').to_owned());
                }
            }
            before = [std::mem::take(&mut before[1]), text];
            code.push(token);
        }
        self.tokens(code.into_iter().collect());
    }

    fn literal(&mut self, literal: &str) {
        let text = literal.trim_matches('"');
        if is_address(text) {
            self.0.composes.insert(literal.to_owned());
        }
        self.sentence(text);
    }

    fn sentence(&mut self, text: &str) {
        if is_sentence(text) {
            self.0.sentences.insert(text.to_owned());
        }
    }

    fn note(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            self.0.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("error")
            && let Meta::List(list) = &attribute.meta
        {
            self.tokens(list.tokens.clone());
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        // What is no format makes no address: routes are written as they are read.
        self.sentence(&text.value());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call.path.is_ident("view") {
            self.view(call.tokens.clone());
        } else {
            self.tokens(call.tokens.clone());
        }
        visit::visit_macro(self, call);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // Within a function.
        let mut content = Content::default();
        import(&item.tree, &mut Vec::new(), false, &mut content);
        self.0.paths.extend(content.imports);
    }

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_people_is_known() {
        for said in ["Nothing here yet.", "{name} is locked", "A reply", " And {more} of them"] {
            assert_eq!(is_sentence(said), !said.starts_with('{'), "{said}");
        }
        for other in [
            "cannot read {}",
            "SELECT id FROM articles",
            "Content-Type",
            "Mon",
            "button quiet",
            "DejaVu Sans",
            "Budget({} left)",
        ] {
            assert!(!is_sentence(other), "{other}");
        }
        let mut content = Content::default();
        let code: syn::File = syn::parse_quote! {
            fn page(of: &str) -> String {
                log("nothing here");
                let name = format!("Kept by {of}");
                let part = cond.then(|| view! { <p class="one two">"Preview"</p> });
                view! { <a aria-label="Close" class="button quiet" href="/new">{name} {with("Only one")} " · "</a> }
            }
        };
        for item in &code.items {
            Paths(&mut content).visit_item(item);
        }
        let found: Vec<&String> = content.sentences.iter().collect();
        assert_eq!(found, ["Close", "Kept by {of}", "Only one", "Preview"]);
    }

    #[test]
    fn formats_that_make_addresses_are_known() {
        for made in ["/a/{}", "/{pkg}/app.js", "{here}/edit", "{}/a/{}", "{here}?tab={}", "{better}?{query}"]
        {
            assert!(is_address(made), "{made}");
        }
        for other in
            ["/new", "{address}/24", "{start}/{end}", "seeds/{path}", "{} of {}", "#{id}", "/", "{name}?"]
        {
            assert!(!is_address(other), "{other}");
        }
    }
}
