//! Whether a reader sees what is written.

use messages::problem::unfit;

use crate::fault::{Fault, Field};
use crate::problem::Problem;
use crate::text::Title;
use crate::visible;
use crate::write::facts::Visibility;

/// Whether a title can be seen. One that stands there already stays: some are older than this rule.
pub(crate) fn titled(title: &Title, present: Option<&Title>) -> Result<(), Problem> {
    if present == Some(title) {
        return Ok(());
    }
    visible::check(Field::Title, title.as_str()).map_err(|problem| Problem::Invalid { fields: vec![problem] })
}

/// Refuses a text of which a reader sees nothing.
pub(crate) fn seen(field: Field, visibility: Visibility) -> Result<(), Problem> {
    if visibility == Visibility::Shown {
        return Ok(());
    }
    let words = unfit::NOTHING_TO_SEE.to_owned();
    Err(Problem::field(field, Fault::Unfit { words }))
}
