//! Identifiers and points in time, each its own type so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", messages::problem::malformed::NOT_AN_IDENTIFIER)]
pub struct MalformedId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                Uuid::try_parse(text).map(Self).map_err(|_| MalformedId)
            }
        }
    )*};
}

ids! {
    /// Names one command for ever; sending it again changes nothing.
    CommandId,
    /// An article, through all its revisions and titles.
    ArticleId,
    /// An immutable version of an article.
    RevisionId,
    /// A directed, typed edge between two articles.
    RelationId,
    /// A comment on an article.
    CommentId,
    /// A citation in an article.
    CitationId,
    /// A quoted passage of an article.
    AnchorId,
    /// A person or guest who writes here.
    ContributorId,
    /// A browser or program that synchronises; a secret between it and the server.
    ClientId,
}

/// Milliseconds since 1970-01-01T00:00:00Z, as told by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Year, month and day in UTC, by Howard Hinnant's `civil_from_days`
    /// (<https://howardhinnant.github.io/date_algorithms.html>).
    #[must_use]
    pub fn date(self) -> (i64, u8, u8) {
        let days = self.0.div_euclid(86_400_000) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
    }

    /// As RFC 3339 in UTC with seconds, such as `2026-11-20T09:30:00Z`, for `<time datetime>`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (year, month, day) = self.date();
        let second = self.0.div_euclid(1000).rem_euclid(86_400);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }

    /// Of a day and minute in UTC, such as `2026-12-31T18:00`, as a browser's `datetime-local` gives it; seconds and
    /// a `Z` may follow. The inverse of [`Timestamp::date`], by Howard Hinnant's `days_from_civil`.
    #[must_use]
    pub fn from_minute(text: &str) -> Option<Self> {
        let (date, time) = text.trim_end_matches('Z').split_once('T')?;
        let numbers = |text: &str, separator: char| -> Option<Vec<i64>> {
            let digits = |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            text.split(separator).map(|part| digits(part).then(|| part.parse().ok())?).collect()
        };
        let ([year, month, day], time) = (numbers(date, '-')?.try_into().ok()?, numbers(time, ':')?);
        let (hour, minute, second) = match *time.as_slice() {
            [hour, minute] => (hour, minute, 0),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
        if !(0..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        let from_march = year - i64::from(month <= 2);
        let era = from_march.div_euclid(400);
        let year_of_era = from_march.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let moment = Self((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000);
        // The 31st of June is no day.
        let (_, same_month, same_day) = moment.date();
        (i64::from(same_month) == month && i64::from(same_day) == day).then_some(moment)
    }

    /// As a reader writes a date: `20 November 2026`.
    #[must_use]
    pub fn long_date(self) -> String {
        let (year, month, day) = self.date();
        messages::count::day(year, month, day)
    }

    /// Day and minute with their zone, as what ends at an hour says it: `20 November 2026, 09:30 UTC`.
    #[must_use]
    pub fn long_minute(self) -> String {
        let minute = self.0.div_euclid(60_000).rem_euclid(1_440);
        messages::count::minute(&self.long_date(), minute / 60, minute % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_gregorian_calendar() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_167_000_000, "2026-11-20T09:30:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp(millis).rfc3339(), expected);
        }
        assert_eq!(Timestamp(1_795_167_000_000).long_date(), "20 November 2026");
        assert_eq!(Timestamp(1_795_167_000_000).long_minute(), "20 November 2026, 09:30 UTC");
        assert_eq!(Timestamp(-1).long_minute(), "31 December 1969, 23:59 UTC");
    }

    #[test]
    fn a_minute_is_read_as_it_is_written() {
        for millis in [0, 951_782_400_000, 1_795_167_000_000, 4_102_444_740_000] {
            let written = Timestamp(millis).rfc3339();
            assert_eq!(Timestamp::from_minute(&written), Some(Timestamp(millis)));
            assert_eq!(Timestamp::from_minute(&written[..16]), Some(Timestamp(millis)));
        }
        for bad in [
            "",
            "tomorrow",
            "2026-06-31T10:00",
            "2026-13-01T10:00",
            "2026-01-01",
            "2026-01-01T24:00",
            "2026-1-1T1:1",
        ] {
            assert_eq!(Timestamp::from_minute(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_malformed_id_is_refused() {
        assert_eq!("nonsense".parse::<ArticleId>(), Err(MalformedId));
    }
}
