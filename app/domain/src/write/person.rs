//! Who somebody says they are.

use crate::command::Introduce;
#[cfg(feature = "names")]
use crate::name;
use crate::problem::Problem;
use crate::write::facts::Facts;

/// Whether the names can be seen, and taken for nobody else's. The tables for this are heavy: a browser leaves it to the
/// server.
#[cfg(feature = "names")]
pub(crate) fn named(introduce: &Introduce, facts: &Facts) -> Result<(), Problem> {
    name::check(&introduce.first_name, &introduce.last_name, facts.actor.role, &facts.moderators)
}

#[cfg(not(feature = "names"))]
pub(crate) const fn named(_: &Introduce, _: &Facts) -> Result<(), Problem> {
    Ok(())
}
