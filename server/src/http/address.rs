//! Where a request comes from: the peer, or what trusted proxies say of it in `X-Forwarded-For`.
//!
//! A proxy appends what it saw to the right, so entries are counted from the right, each of them, before any is read:
//! what stands further left was written by whoever asks. What cannot be read where the address should stand names
//! nobody, and the peer counts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName};

/// The address of whoever sent a request. Requests without a connection, as in tests, come from the loopback.
#[must_use]
pub fn address(parts: &Parts, trusted_proxies: usize) -> IpAddr {
    seen(&parts.extensions, &parts.headers, trusted_proxies)
}

/// The address of whoever sent a request that is still whole.
#[must_use]
pub fn of_request<B>(request: &axum::http::Request<B>, trusted_proxies: usize) -> IpAddr {
    seen(request.extensions(), request.headers(), trusted_proxies)
}

fn seen(extensions: &Extensions, headers: &HeaderMap, trusted_proxies: usize) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
    forwarded(headers, trusted_proxies).unwrap_or(peer)
}

/// The entry that the farthest trusted proxy made, if it can be read.
fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let from_the_right = trusted_proxies.checked_sub(1)?;
    // Several lines are one list (RFC 9110 §5.3).
    let lines = headers.get_all(HeaderName::from_static("x-forwarded-for"));
    let entries: Vec<&[u8]> =
        lines.iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b',')).collect();
    read(entries.into_iter().rev().nth(from_the_right)?)
}

/// An address as proxies write it: alone, with a port, in brackets, with a zone.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim().trim_matches('"');
    let address = match entry.strip_prefix('[') {
        Some(bracketed) => {
            let (address, after) = bracketed.split_once(']')?;
            port(after)?;
            IpAddr::V6(v6(address)?)
        }
        None => match entry.split_once(':') {
            // One colon: a port follows. More: an IPv6 address without brackets.
            Some((address, rest)) if !rest.contains(':') => {
                port(&entry[address.len()..])?;
                IpAddr::V4(address.parse().ok()?)
            }
            Some(_) => IpAddr::V6(v6(entry)?),
            None => IpAddr::V4(entry.parse().ok()?),
        },
    };
    Some(address.to_canonical())
}

/// Nothing, or a colon and a port.
fn port(text: &str) -> Option<()> {
    text.is_empty().then_some(()).or_else(|| text.strip_prefix(':')?.parse::<u16>().ok().map(|_| ()))
}

/// The zone says on which link of the proxy's machine it was; it names nobody else.
fn v6(text: &str) -> Option<Ipv6Addr> {
    text.split_once('%').map_or(text, |(address, _)| address).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &[&str], trusted_proxies: usize) -> String {
        let mut request = axum::http::Request::builder();
        for line in lines {
            request = request.header("x-forwarded-for", *line);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo::<SocketAddr>("192.0.2.99:4000".parse().unwrap()));
        address(&parts, trusted_proxies).to_string()
    }

    const PEER: &str = "192.0.2.99";

    #[test]
    fn an_address_is_read_in_every_form_in_which_proxies_write_it() {
        for (entry, expected) in [
            ("203.0.113.9", "203.0.113.9"),
            (" 203.0.113.9 ", "203.0.113.9"),
            ("203.0.113.9:5000", "203.0.113.9"),
            ("\"203.0.113.9:5000\"", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:5000", "2001:db8::1"),
            ("\"[2001:db8::1]:5000\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:80", "fe80::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("[::ffff:203.0.113.9]:80", "203.0.113.9"),
            // What names nobody.
            ("unknown", PEER),
            ("_hidden", PEER),
            ("", PEER),
            ("203.0.113.9:", PEER),
            ("203.0.113.9:x", PEER),
            ("203.0.113.9:70000", PEER),
            ("203.0.113.900", PEER),
            ("203.0.113.9 198.51.100.1", PEER),
            ("[203.0.113.9]", PEER),
            ("[2001:db8::1", PEER),
            ("[2001:db8::1]5000", PEER),
            ("2001:db8::1::2", PEER),
            ("host.example", PEER),
        ] {
            assert_eq!(asked(&[entry], 1), expected, "{entry}");
        }
    }

    #[test]
    fn entries_are_counted_from_the_right_before_any_is_read() {
        for (lines, trusted, expected) in [
            (&["198.51.100.1, 203.0.113.9"][..], 0, PEER),
            (&["198.51.100.1, 203.0.113.9"], 1, "203.0.113.9"),
            (&["198.51.100.1, 203.0.113.9"], 2, "198.51.100.1"),
            (&["198.51.100.1, 203.0.113.9"], 3, PEER),
            // What a client invents stands further left, whatever the proxy adds.
            (&["198.51.100.1, 203.0.113.9:5000"], 1, "203.0.113.9"),
            (&["198.51.100.1, [2001:db8::1]:5000"], 1, "2001:db8::1"),
            (&["198.51.100.1, unknown"], 1, PEER),
            (&["198.51.100.1, unknown, 203.0.113.9"], 2, PEER),
            (&["198.51.100.1,, 203.0.113.9"], 2, PEER),
            // Several lines are one list, in their order.
            (&["198.51.100.1", "203.0.113.9"], 1, "203.0.113.9"),
            (&["198.51.100.1", "203.0.113.9"], 2, "198.51.100.1"),
            (&["198.51.100.1, 198.51.100.2", "203.0.113.9"], 2, "198.51.100.2"),
            (&[], 1, PEER),
        ] {
            assert_eq!(asked(lines, trusted), expected, "{lines:?} of {trusted}");
        }
    }

    #[test]
    fn three_hundred_invented_addresses_are_one() {
        let seen: std::collections::BTreeSet<String> = (0..300)
            .map(|n| asked(&[&format!("198.51.{}.{}, 203.0.113.9:{}", n / 200, n % 200, 5000 + n)], 1))
            .collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["203.0.113.9"]);
    }
}
