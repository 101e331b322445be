//! By what somebody's address is counted: an IPv4 address, or the /64 of IPv6 that one household has; and beside it the
//! /48 that one customer may have, which holds 65,536 of those.

use std::net::{IpAddr, Ipv6Addr};

/// An address or network that shares an allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The address of IPv4, or the /64 network of IPv6.
    #[must_use]
    pub fn home(address: IpAddr) -> Self {
        Self::of(address, 64)
    }

    /// The /48 network of an address of IPv6.
    #[must_use]
    pub fn site(address: IpAddr) -> Option<Self> {
        address.to_canonical().is_ipv6().then(|| Self::of(address, 48))
    }

    fn of(address: IpAddr, bits: u32) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> bits))),
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_counted_by_its_network() {
        let home = |address: &str| Network::home(address.parse().unwrap()).0.to_string();
        let site = |address: &str| Network::site(address.parse().unwrap()).map(|site| site.0.to_string());
        assert_eq!(home("192.0.2.1"), "192.0.2.1");
        assert_eq!(home("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(home("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(site("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::"));
        assert_eq!(site("::ffff:192.0.2.1"), None);
    }
}
