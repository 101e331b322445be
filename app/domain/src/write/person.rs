//! Who somebody says they are.

use crate::command::Introduce;
#[cfg(feature = "server")]
use crate::name;
use crate::problem::Problem;
use crate::write::facts::Facts;

/// Whether the names can be seen, and taken for nobody else's. The tables for this are heavy: a browser leaves it to the
/// server.
#[cfg(feature = "server")]
pub(crate) fn named(introduce: &Introduce, facts: &Facts) -> Result<(), Problem> {
    name::check(&introduce.first_name, &introduce.last_name, facts.actor.role, &facts.moderators)
}

#[cfg(not(feature = "server"))]
pub(crate) const fn named(_: &Introduce, _: &Facts) -> Result<(), Problem> {
    Ok(())
}
