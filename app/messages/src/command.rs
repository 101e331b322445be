//! The command line: what it prints, and why it stops.

use crate::count;
use std::path::Path;

// The program
pub const INVALID_LOG_FILTER: &str = "invalid --log filter";
pub const BARE_IS_FOR_MEASURING: &str =
    "`bare` is for measurements: please give --addr a loopback address, such as 127.0.0.1:3000";

#[must_use]
pub fn stopped(cause: &str) -> String {
    format!("folkmoot: {cause}")
}

// Accounts
pub const NO_ACCOUNT: &str = "no account has this email address; see `folkmoot grant`";

/// `role` is the name of a role, such as `moderator`.
#[must_use]
pub fn granted(email: &str, role: &str) -> String {
    format!("{email} is now a {role}.\nTo sign in: folkmoot sign-in-link {email}")
}

/// `role` is the role that is left, such as `contributor`.
#[must_use]
pub fn revoked(email: &str, role: &str) -> String {
    format!("{email} is now a {role}. To end their sessions as well: folkmoot sign-out {email}")
}

#[must_use]
pub fn signed_out(email: &str, sessions: usize) -> String {
    format!("{email} is signed out everywhere ({}).", count::sessions(sessions))
}

// Backups
pub mod backup {
    use std::path::Path;

    use crate::count;

    #[must_use]
    pub fn no_database(database: &Path) -> String {
        format!("there is no database {}", database.display())
    }

    #[must_use]
    pub fn exists_already(file: &Path) -> String {
        format!("{} already exists: choose another name", file.display())
    }

    #[must_use]
    pub fn failed(database: &Path, file: &Path) -> String {
        format!("cannot copy {} to {}", database.display(), file.display())
    }

    /// `content` is what [`content`] says.
    #[must_use]
    pub fn done(database: &Path, file: &Path, content: &str) -> String {
        format!("Copied {} to {}: {content}.", database.display(), file.display())
    }

    /// What a copy holds; `newest` is the number of its newest change.
    #[must_use]
    pub fn content(newest: i64, articles: usize, comments: usize) -> String {
        format!("newest change {newest}, {}, {}", count::articles(articles), count::comments(comments))
    }

    #[must_use]
    pub fn not_restored(database: &Path) -> String {
        format!("the database {} was not changed", database.display())
    }

    /// `content` is what [`content`] says.
    #[must_use]
    pub fn restored(database: &Path, file: &Path, content: &str) -> String {
        format!("Restored {} from {}: {content}.", database.display(), file.display())
    }

    #[must_use]
    pub fn previous_kept(file: &Path) -> String {
        format!("The previous database is now {}, unchanged.", file.display())
    }

    // Why a file cannot be restored
    pub const NO_FILE: &str = "there is no such file";
    pub const THE_DATABASE_ITSELF: &str = "this is the database itself";
    pub const NEWER: &str = "it belongs to a newer version of Folkmoot";
    pub const EMPTY: &str = "it is empty";
    pub const NOT_OURS: &str = "it is not a database of Folkmoot";

    #[must_use]
    pub fn cannot_be_restored(file: &Path, reason: &str) -> String {
        format!("{} cannot be restored: {reason}", file.display())
    }

    /// `file` is what was to be written.
    #[must_use]
    pub fn no_room(file: &Path) -> String {
        format!("there is no room for {}, and nothing was changed", file.display())
    }
}

// Serving
pub const NO_SAMPLE: &str = "cannot load the sample discussion";
pub const WRITER_STOPPED: &str = "the task that writes to the database has stopped";
pub const NO_SIGNALS: &str = "cannot listen for the signals that end the server";

#[must_use]
pub fn serving(origin: &str) -> String {
    format!("Folkmoot is running at {origin}")
}

#[must_use]
pub fn cannot_listen(address: &str) -> String {
    format!("cannot listen on {address}; is it in use?")
}

#[must_use]
pub fn cannot_read(file: &Path) -> String {
    format!("cannot read {}", file.display())
}

// Settings
pub const NOT_AN_ORIGIN: &str = "must be http:// or https:// and a host, without a path";
pub const NOT_AN_SMTP_URL: &str = "--smtp-url is not the address of an SMTP server";
pub const NOT_A_SENDER: &str = "--mail-from is not an email address that can send";

/// `flag` is such as `--no-rate-limit`.
#[must_use]
pub fn for_measuring_only(flag: &str) -> String {
    format!("{flag} is for measurements and tests: leave it out, or listen on 127.0.0.1 without https")
}

// Asking a server whether it is well
pub mod health {
    pub const NO_ANSWER: &str = "the server did not answer within 5 seconds";
    pub const UNHEALTHY: &str = "the server is unhealthy";

    #[must_use]
    pub fn no_server(address: &str) -> String {
        format!("no server is listening on {address}")
    }
}

// Why a database is not opened
pub mod database {
    use std::path::Path;

    #[must_use]
    pub fn cannot_open(database: &Path) -> String {
        format!("cannot open the database {}", database.display())
    }

    #[must_use]
    pub fn in_use(database: &Path) -> String {
        format!("the database {} is in use: stop the server first", database.display())
    }

    /// `process` is the number of the other server's process, where it is known.
    #[must_use]
    pub fn served(database: &Path, process: Option<&str>) -> String {
        let process = process.map_or_else(String::new, |number| format!(" (process {number})"));
        format!(
            "another server{process} has the database {} open: stop that server first, or choose another file with --db",
            database.display()
        )
    }

    #[must_use]
    pub fn not_ours(file: &Path) -> String {
        format!(
            "{} is not a database of Folkmoot, and was not changed: choose another file with --db",
            file.display()
        )
    }

    /// The forms are numbers of migrations.
    #[must_use]
    pub fn newer(database: &Path, found: i64, known: i64) -> String {
        format!(
            "{} was used by a newer version of Folkmoot (its format is {found}, this program knows {known}), and was not changed: \
             use that version, or restore a backup from before",
            database.display()
        )
    }

    /// The forms are numbers of migrations.
    #[must_use]
    pub fn older(database: &Path, found: i64, known: i64) -> String {
        format!(
            "{} belongs to an older version of Folkmoot (its format is {found}, this program has {known}), and was not changed: \
             use the program that serves it, or start the server of this version first",
            database.display()
        )
    }

    #[must_use]
    pub fn log_without_database(database: &Path) -> String {
        let file = database.display();
        format!(
            "{file} is missing or empty, but its log {file}-wal is still there: put the file back, or restore a backup \
             (`folkmoot restore`), which keeps the log"
        )
    }

    #[must_use]
    pub fn half_restored(database: &Path) -> String {
        format!(
            "a restore of {} was interrupted: run `folkmoot restore` again (the previous database is next to it)",
            database.display()
        )
    }

    #[must_use]
    pub fn not_writable(database: &Path) -> String {
        format!(
            "cannot write to the database {}: check the owner, the mode and the mount of the file and its folder",
            database.display()
        )
    }

    #[must_use]
    pub fn file(file: &Path) -> String {
        format!("cannot read or write the file {}", file.display())
    }
}

// Faults in the files of the sample discussion, and how far generating is
pub mod seeds {
    pub const NO_EARLIER_REVISION: &str = "the article has no earlier revision";
    pub const TOO_EARLY: &str = "it is older than the revision that it follows";
    pub const PROGRESS_NOT_SHOWN: &str = "cannot show the progress";

    #[must_use]
    pub fn progress(done: u32, all: u32) -> String {
        format!("{done} of {all} articles")
    }

    /// `outcome` is in the words of the program.
    #[must_use]
    pub fn generated_refused(outcome: &str) -> String {
        format!("a generated command was refused: {outcome}")
    }

    // Where the fault is
    #[must_use]
    pub fn file(path: &str) -> String {
        format!("seeds/{path}")
    }

    #[must_use]
    pub fn item(path: &str, number: usize) -> String {
        format!("seeds/{path}, number {number}")
    }

    #[must_use]
    pub fn keyed_item(path: &str, key: &str) -> String {
        format!("seeds/{path}, {key}")
    }

    #[must_use]
    pub fn command(what: &str, problem: &str) -> String {
        format!("{what}: {problem}")
    }

    // What the fault is
    #[must_use]
    pub fn missing(path: &str) -> String {
        format!("seeds/{path} is missing")
    }

    #[must_use]
    pub fn not_utf_8(path: &str) -> String {
        format!("seeds/{path} is not UTF-8")
    }

    #[must_use]
    pub fn no_number(path: &str) -> String {
        format!("seeds/{path} has no number in its name")
    }

    #[must_use]
    pub fn no_first_line(path: &str) -> String {
        format!("seeds/{path} must begin with a line +++")
    }

    #[must_use]
    pub fn no_second_line(path: &str) -> String {
        format!("seeds/{path} has no second line +++")
    }

    #[must_use]
    pub fn no_table(path: &str, item: &str) -> String {
        format!("seeds/{path} has no [[{item}]]")
    }

    #[must_use]
    pub fn no_contributor(name: &str) -> String {
        format!("{name} is not in contributors.toml")
    }

    #[must_use]
    pub fn no_article(slug: &str) -> String {
        format!("there is no articles/{slug}.md")
    }

    #[must_use]
    pub fn wrong_name(slug: &str) -> String {
        format!("the title gives the address {slug}: please rename the file")
    }

    #[must_use]
    pub fn no_kind(name: &str) -> String {
        format!("{name} is not a kind of relation")
    }

    #[must_use]
    pub fn no_scope(name: &str) -> String {
        format!("{name} is not something that can be locked")
    }

    #[must_use]
    pub fn no_comment(key: &str) -> String {
        format!("there is no comment {key} to reply to")
    }
}
