//! Where passages stand, as SQL.

use domain::anchor::{Standing, Stood};
use domain::decide::Effect;
use domain::id::AnchorId;
use sqlx::SqliteConnection;

use crate::Error;

/// Places all anchors that the effects place, by one statement: an article may have a thousand of them.
pub(super) async fn place_all(connection: &mut SqliteConnection, effects: &[Effect]) -> Result<(), Error> {
    let placed: Vec<_> = effects
        .iter()
        .filter_map(|effect| {
            let Effect::PlaceAnchor { anchor, standing, stood } = effect else { return None };
            let (head, stood_at) = (standing.place(), stood.as_ref().map(|stood| &stood.place));
            Some((
                anchor.to_string(),
                standing.name(),
                head.map(|place| number(place.start)),
                head.map(|place| number(place.end)),
                stood.as_ref().map(|stood| stood.revision.to_string()),
                stood_at.map(|place| number(place.start)),
                stood_at.map(|place| number(place.end)),
            ))
        })
        .collect();
    if placed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update anchors set standing = p.value ->> 1, head_start = p.value ->> 2, head_end = p.value ->> 3,
                            stood_revision_id = p.value ->> 4, stood_start = p.value ->> 5, stood_end = p.value ->> 6
         from json_each($1) p where anchors.id = p.value ->> 0",
    )
    .bind(serde_json::to_string(&placed)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps where a passage stands by now.
pub(super) async fn place(
    connection: &mut SqliteConnection,
    anchor: AnchorId,
    standing: &Standing,
    stood: Option<&Stood>,
) -> Result<(), Error> {
    sqlx::query(
        "update anchors set standing = $2, head_start = $3, head_end = $4,
                            stood_revision_id = $5, stood_start = $6, stood_end = $7
         where id = $1",
    )
    .bind(anchor.to_string())
    .bind(standing.name())
    .bind(standing.place().map(|place| number(place.start)))
    .bind(standing.place().map(|place| number(place.end)))
    .bind(stood.map(|stood| stood.revision.to_string()))
    .bind(stood.map(|stood| number(stood.place.start)))
    .bind(stood.map(|stood| number(stood.place.end)))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn number(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
