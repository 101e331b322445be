//! Under which names the site answers. A stranger's name that leads here (DNS rebinding) would make that stranger's
//! pages same-origin with the site, as `Host` and `Origin` agree then.
//!
//! Names count, ports do not: whoever chooses the port has the machine. Where the site is on this machine only, the
//! loopback's names and addresses are allowed; where it listens at every address, literal addresses are, since no
//! name can be made to lead to those.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

/// The names that are allowed.
#[derive(Debug, Clone)]
pub struct Hosts {
    names: Vec<String>,
    literals: Literals,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Literals {
    None,
    Loopback,
    Any,
}

/// Why a request is not answered under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongHost {
    /// There is none, more than one, or one that cannot be read.
    Unclear,
    /// It is none of the site's.
    Strange,
}

impl Hosts {
    /// For a site at a public origin, with further names.
    #[must_use]
    pub fn new(origin: &str, more: &[String]) -> Self {
        let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
        let name = name(authority).unwrap_or(authority).to_owned();
        let literals = match literal(&name) {
            Some(address) if address.is_unspecified() => Literals::Any,
            Some(address) if address.is_loopback() => Literals::Loopback,
            None if name == "localhost" => Literals::Loopback,
            _ => Literals::None,
        };
        let more = more.iter().map(|host| host.to_ascii_lowercase());
        Self { names: std::iter::once(name.to_ascii_lowercase()).chain(more).collect(), literals }
    }

    /// Whether a request with that address and those headers means this site.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), WrongHost> {
        let mut lines = headers.get_all(HOST).iter();
        let (Some(host), None) = (lines.next(), lines.next()) else { return Err(WrongHost::Unclear) };
        let host = host.to_str().ok().and_then(name).ok_or(WrongHost::Unclear)?;
        // A proxy's form of a request names its host twice.
        let also = uri.authority().map(|authority| name(authority.as_str()).ok_or(WrongHost::Unclear));
        let also = also.transpose()?;
        if self.allows(host) && also.is_none_or(|also| self.allows(also)) {
            Ok(())
        } else {
            Err(WrongHost::Strange)
        }
    }

    fn allows(&self, host: &str) -> bool {
        if self.names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
            return true;
        }
        let here = |address: IpAddr| address.to_canonical().is_loopback();
        match self.literals {
            Literals::None => false,
            Literals::Loopback => host.eq_ignore_ascii_case("localhost") || literal(host).is_some_and(here),
            Literals::Any => host.eq_ignore_ascii_case("localhost") || literal(host).is_some(),
        }
    }
}

/// A host's name without port and final dot.
fn name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(bracketed) => {
            let end = bracketed.find(']')?;
            (&host[..end + 2], &host[end + 2..])
        }
        None => host.find(':').map_or((host, ""), |at| host.split_at(at)),
    };
    let port_is_one = port.is_empty() || port[1..].bytes().all(|byte| byte.is_ascii_digit());
    let name = name.strip_suffix('.').unwrap_or(name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
    (port_is_one && (port.is_empty() || port.starts_with(':')) && !name.is_empty() && name.bytes().all(plain))
        .then_some(name)
}

fn literal(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: &str, more: &[&str], lines: &[&str]) -> Result<(), WrongHost> {
        let more: Vec<String> = more.iter().map(|&host| host.to_owned()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HOST, line.parse().unwrap());
        }
        Hosts::new(origin, &more).check(&Uri::from_static("/a/x"), &headers)
    }

    #[test]
    fn a_site_answers_under_its_names_only() {
        let strange = Err(WrongHost::Strange);
        let unclear = Err(WrongHost::Unclear);
        let public = "https://moot.example";
        for (origin, more, host, expected) in [
            (public, &[][..], "moot.example", Ok(())),
            (public, &[], "MOOT.example:443", Ok(())),
            (public, &[], "moot.example.", Ok(())),
            (public, &[], "www.moot.example", strange),
            (public, &["www.moot.example"], "www.moot.example", Ok(())),
            (public, &["WWW.moot.example"], "www.moot.example:8443", Ok(())),
            (public, &[], "evil.example", strange),
            (public, &[], "moot.example.evil.example", strange),
            (public, &[], "evil.example#moot.example", unclear),
            (public, &[], "evil.example@moot.example", unclear),
            (public, &[], "127.0.0.1", strange),
            (public, &[], "localhost", strange),
            (public, &[], "moot.example:x", unclear),
            (public, &[], "", unclear),
            (public, &[], "[::1", unclear),
            ("http://127.0.0.1:3000", &[], "127.0.0.1:3000", Ok(())),
            ("http://127.0.0.1:3000", &[], "localhost:3917", Ok(())),
            ("http://127.0.0.1:3000", &[], "[::1]:3000", Ok(())),
            ("http://127.0.0.1:3000", &[], "rebound.example:3000", strange),
            ("http://127.0.0.1:3000", &[], "192.0.2.1:3000", strange),
            ("http://localhost:3000", &[], "127.0.0.1:3000", Ok(())),
            ("http://[::1]:3000", &[], "[::1]:3000", Ok(())),
            ("http://[::1]:3000", &[], "localhost", Ok(())),
            // Without an origin, in a container.
            ("http://0.0.0.0:3000", &[], "localhost:3000", Ok(())),
            ("http://0.0.0.0:3000", &[], "192.0.2.1:3000", Ok(())),
            ("http://[::]:3000", &[], "[2001:db8::1]:3000", Ok(())),
            ("http://0.0.0.0:3000", &[], "rebound.example:3000", strange),
        ] {
            assert_eq!(check(origin, more, &[host]), expected, "{host} at {origin}");
        }
        assert_eq!(check(public, &[], &[]), unclear);
        assert_eq!(check(public, &[], &["moot.example", "moot.example"]), unclear);
    }

    #[test]
    fn a_host_in_the_first_line_counts_as_well() {
        let hosts = Hosts::new("https://moot.example", &[]);
        let headers = HeaderMap::from_iter([(HOST, "moot.example".parse().unwrap())]);
        let asked = |uri: &'static str| hosts.check(&Uri::from_static(uri), &headers);
        assert_eq!(asked("http://moot.example/x"), Ok(()));
        assert_eq!(asked("http://evil.example/x"), Err(WrongHost::Strange));
    }
}
