//! Who somebody says they are.

use crate::command::Introduce;
use crate::name;
use crate::problem::Problem;
use crate::write::effect::Effect;
use crate::write::facts::Sender;

/// What there is to know before somebody says who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamingFacts {
    /// The names of the other moderators.
    pub moderators: Vec<String>,
}

pub(crate) fn introduce(
    introduce: &Introduce,
    facts: &NamingFacts,
    sender: &Sender,
) -> Result<Effect, Problem> {
    named(introduce, facts, sender)?;
    Ok(Effect::NameContributor(introduce.clone()))
}

/// Whether the names can be seen, and taken for nobody else's.
fn named(introduce: &Introduce, facts: &NamingFacts, sender: &Sender) -> Result<(), Problem> {
    name::check(&introduce.first_name, &introduce.last_name, sender.actor.role, &facts.moderators)
}
