//! Which names somebody may take: those that a reader can see, and take for nobody who looks after the site.
//!
//! Two names look alike when their skeletons (Unicode TS 39) are equal, whatever their case, their accents, and the
//! signs between their letters. Names of contributors may look alike: the sign of each tells them apart.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use icu_properties::props::{
    BinaryProperty as _, DefaultIgnorableCodePoint, EnumeratedProperty as _, GeneralCategory, Script,
};
use messages::problem::unfit;
use unicode_normalization::UnicodeNormalization as _;

use crate::fault::Fault;
use crate::fault::Field;
use crate::fault::FieldProblem;
use crate::problem::Problem;
use crate::role::Role;
use crate::text::{FirstName, LastName};
use crate::visible;

/// Words that say of themselves that somebody looks after the site, in the languages of the letters that we have signs
/// for. No name may hold one.
const OFFICES: &[&str] = &[
    "admin",
    "admins",
    "administrator",
    "administrators",
    "administration",
    "sysadmin",
    "webmaster",
    "folkmoot",
    "moderator",
    "moderators",
    "moderation",
    "superuser",
    "sysop",
    "sysops",
    "modteam",
    // Roman languages
    "moderateur",
    "moderateurs",
    "moderatrice",
    "moderador",
    "moderadora",
    "moderadores",
    "moderatore",
    "moderatori",
    "moderatoare",
    "administrateur",
    "administratrice",
    "administrador",
    "administradora",
    "amministratore",
    "amministratrice",
    "amministrazione",
    // Germanic and Nordic ones, Finnish, Hungarian, Turkish
    "moderatorin",
    "moderatoren",
    "administratorin",
    "administratoren",
    "beheerder",
    "moderaattori",
    "yllapitaja",
    "yllapito",
    "rendszergazda",
    "administratør",
    "yonetici",
    "stjornandi",
    // Slavic and Baltic ones
    "moderatorka",
    "moderatore",
    "administratorka",
    "spravce",
    "spravca",
    "moderatorius",
    "administratorius",
    "модератор",
    "модераторы",
    "модэратар",
    "мадэратар",
    "модератар",
    "модераторка",
    "админ",
    "администратор",
    "администрация",
    "адміністратор",
    "адміністрація",
    "адмін",
    "администраторка",
    // Greek, Coptic, Armenian, Georgian, Hebrew, Arabic, Persian, Urdu
    "ⲙⲟⲇⲉⲣⲁⲧⲟⲣ",
    "διαχειριστής",
    "διαχειριστήσ",
    "συντονιστής",
    "συντονιστήσ",
    "ադմինիստրատոր",
    "մոդերատոր",
    "ადმინისტრატორი",
    "მოდერატორი",
    "מנהל",
    "אדמין",
    "מנחה",
    "مشرف",
    "المشرف",
    "مدير",
    "المدير",
    "مدیر",
    "ادمین",
    "أدمن",
    "ناظم",
    "منتظم",
    // Indic ones, Thai, Vietnamese
    "व्यवस्थापक",
    "प्रशासक",
    "मॉडरेटर",
    "संचालक",
    "পরিচালক",
    "মডারেটর",
    "ਮੋਡਰੇਟਰ",
    "மதிப்பீட்டாளர்",
    "প্রশাসক",
    "நிர்வாகி",
    "ผู้ดูแล",
    "ผู้ดูแลระบบ",
    "แอดมิน",
    "quantrivien",
    // Chinese, Japanese, Korean
    "管理员",
    "管理員",
    "管理者",
    "管理人",
    "版主",
    "站长",
    "站長",
    "モデレーター",
    "モデレータ",
    "運営",
    "관리자",
    "운영자",
    "운영진",
    "모더레이터",
];

/// Words that say so where there is no other word in the name: nobody is called 'Support', but a group may be called
/// 'Support for farmers'.
const PARTS: &[&str] = &[
    "official",
    "officials",
    "verified",
    "support",
    "staff",
    "system",
    "mod",
    "mods",
    "operator",
    "operators",
    "owner",
    "root",
    "security",
    "helpdesk",
    "host",
    "service",
    "bot",
    "abuse",
    "postmaster",
    "hostmaster",
    "noreply",
    "everyone",
    "officiel",
    "officielle",
    "soutien",
    "assistance",
    "systeme",
    "oficial",
    "soporte",
    "suporte",
    "sistema",
    "equipo",
    "ufficiale",
    "supporto",
    "offiziell",
    "betreiber",
    "verwaltung",
    "hilfe",
    "systemet",
    "officieel",
    "ondersteuning",
    "officiell",
    "offisiell",
    "virallinen",
    "tuki",
    "oficjalny",
    "wsparcie",
    "podpora",
    "hivatalos",
    "resmi",
    "destek",
    "официальный",
    "поддержка",
    "система",
    "офіційний",
    "підтримка",
    "υποστήριξη",
    "επίσημος",
    "σύστημα",
    "תמיכה",
    "רשמי",
    "مسؤول",
    "الدعم",
    "رسمي",
    "رسمی",
    "پشتیبانی",
    "आधिकारिक",
    "सहायता",
    "官方",
    "系统",
    "系統",
    "客服",
    "公式",
    "サポート",
    "システム",
    "공식",
    "시스템",
    "고객센터",
];

/// Words that change nothing about it.
const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "site",
    "our",
    "your",
    "real",
    "true",
    "chief",
    "head",
    "senior",
    "team",
    "group",
    "desk",
    "account",
    "user",
    "of",
    "and",
    "for",
    "forum",
    "page",
    "server",
    "community",
    "le",
    "la",
    "el",
    "der",
    "die",
    "das",
    "das",
    "equipe",
    "center",
    "centre",
    "contact",
    "help",
    "global",
    "main",
    "new",
    "old",
];

/// Scripts of which a word may have letters beside those of another: that is how Chinese, Japanese and Korean are written.
const BESIDE: [Script; 5] =
    [Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul, Script::Bopomofo];
/// Scripts of what belongs to none by itself.
const NONE: [Script; 3] = [Script::Common, Script::Inherited, Script::Unknown];

/// Letters that look like a plain one though Unicode TS 39 does not say so: small capitals, letters of phonetic writing, and those
/// with strokes or of currencies, with which names are dressed up.
const DRESSED: &[(&str, char)] = &[
    ("ᴀɐɑ₳Ⱥⱥ", 'a'),
    ("ʙ฿Ƀƀɓ", 'b'),
    ("ᴄ₵Ȼȼ", 'c'),
    ("ᴅĐđɖɗ", 'd'),
    ("ᴇɆɇɛǝ", 'e'),
    ("ꜰ₣ƒ", 'f'),
    ("ɢ₲ǥɠ", 'g'),
    ("ʜⱧⱨħɦ", 'h'),
    ("ɪɨƗ", 'i'),
    ("ᴊɈɉʝ", 'j'),
    ("ᴋ₭ĸƙⱩⱪ", 'k'),
    ("ʟⱠⱡłŁɬɫ", 'l'),
    ("ᴍ₥Ɱɱɯ", 'm'),
    ("ɴ₦ɲŋ", 'n'),
    ("ᴏØøɵɔ", 'o'),
    ("ᴘ₱Ᵽᵽ", 'p'),
    ("ꞯɋ", 'q'),
    ("ʀⱤɽɾɹɍ", 'r'),
    ("ꜱ₴ʂ", 's'),
    ("ᴛ₮Ŧŧʈ", 't'),
    ("ᴜɄʉ", 'u'),
    ("ᴠʋ", 'v'),
    ("ᴡ₩Ⱳⱳ", 'w'),
    ("ʏɎɏ", 'y'),
    ("ᴢⱫⱬʐ", 'z'),
];

/// Signs that elsewhere say that a site vouches for a name.
const VOUCHING: [char; 8] = ['✓', '✔', '✅', '☑', '⍻', '🗸', '🗹', '\u{1F6E1}'];

/// What parts a name from what somebody says of themselves beside it.
const ASIDE: &[char] = &[
    '(', ')', '[', ']', '{', '}', '<', '>', '（', '）', '［', '］', '【', '】', '「', '」', '|', '/', '\\',
    ',', ';', ':', '·', '•', '–', '—', '~', '*', '=', '"', '“', '”',
];

/// How many letters a word of [`OFFICES`] needs to be found within another; 'admin' is in 'badminton'.
const WITHIN: usize = 7;

/// Checks what somebody wants to be called. `moderators` are the names that others are known by as moderators.
///
/// # Errors
/// Names the field, and what is wrong with it.
pub fn check(first: &FirstName, last: &LastName, role: Role, moderators: &[String]) -> Result<(), Problem> {
    let mut fields = Vec::new();
    for (field, text) in [(Field::FirstName, first.as_str()), (Field::LastName, last.as_str())] {
        if let Err(problem) = visible::check(field, text) {
            fields.push(problem);
        } else if let Some(word) = mixed(text) {
            fields.push(FieldProblem::new(field, Fault::Unfit { words: unfit::two_alphabets(word) }));
        }
    }
    if !fields.is_empty() {
        return Err(Problem::Invalid { fields });
    }
    if role == Role::Moderator {
        return Ok(());
    }
    for (field, text) in [(Field::FirstName, first.as_str()), (Field::LastName, last.as_str())] {
        if let Some(sign) = text.chars().find(|c| VOUCHING.contains(c)) {
            return Err(Problem::field(field, Fault::Unfit { words: unfit::vouching_sign(sign) }));
        }
    }
    let name = format!("{first} {last}");
    if is_reserved(&name) || moderators.iter().any(|moderator| alike(&name, moderator)) {
        let words = unfit::TAKEN_FOR_A_MODERATOR.to_owned();
        return Err(Problem::field(Field::FirstName, Fault::Unfit { words }));
    }
    Ok(())
}

/// Whether a reader may take the one name for the other.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    let others = looks(other);
    // A number makes it a second account of the same.
    let without_number = one.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace());
    [one, without_number]
        .iter()
        .filter(|name| !name.is_empty())
        .any(|name| looks(name).iter().any(|look| others.contains(look)))
}

/// How a text looks, for comparing: two that a reader may take for each other have one look, whatever their case.
/// Empty for a text without letters and digits.
#[must_use]
pub fn look(text: &str) -> String {
    fold(&skeleton(&fold(&skeleton(&text.nfkc().map(undressed).collect::<String>()))))
}

/// The plain letter that one of [`DRESSED`] looks like.
fn undressed(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    DRESSED.iter().find(|(dressed, _)| dressed.contains(c)).map_or(c, |(_, plain)| *plain)
}

/// The look, and that of the text in lower case: some letters have a small form that looks like nothing else.
fn looks(text: &str) -> [String; 2] {
    let whole = |look: String| if look.is_empty() { text.trim().nfkc().collect() } else { look };
    [whole(look(text)), whole(look(&text.nfkc().collect::<String>().to_lowercase()))]
}

fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

/// Letters and digits alone, in lower case, without accents, and without the difference between l, I and 1.
fn fold(text: &str) -> String {
    let is_accent = |c: char| {
        GeneralCategory::for_char(c) == GeneralCategory::NonspacingMark
            && Script::for_char(c) == Script::Inherited
    };
    let kept = |c: &char| !is_accent(*c) && !DefaultIgnorableCodePoint::for_char(*c) && c.is_alphanumeric();
    let lower = text.nfd().filter(kept).flat_map(char::to_lowercase);
    lower.nfd().filter(kept).map(|c| if matches!(c, 'l' | 'ı') { 'i' } else { c }).collect()
}

/// Digits and signs that are written for letters.
fn spelt(text: &str) -> String {
    let nth = |c: char, first: u32| char::from_u32(u32::from('a') + u32::from(c) - first).unwrap_or(c);
    let letter = |c| match c {
        // White in a black circle or square, and those of flags.
        '\u{1F150}'..='\u{1F169}' => nth(c, 0x1F150),
        '\u{1F170}'..='\u{1F189}' => nth(c, 0x1F170),
        '\u{1F1E6}'..='\u{1F1FF}' => nth(c, 0x1F1E6),
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        c => undressed(c),
    };
    text.nfkc().map(letter).collect()
}

struct Reserved {
    offices: BTreeSet<String>,
    parts: BTreeSet<String>,
    fillers: BTreeSet<String>,
}

static RESERVED: LazyLock<Reserved> = LazyLock::new(|| {
    let of = |words: &[&str]| words.iter().flat_map(|word| looks(word)).collect();
    Reserved { offices: of(OFFICES), parts: of(PARTS), fillers: of(FILLERS) }
});

/// Whether a name says that somebody is a moderator, or speaks for the site.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    // What stands aside says by itself what somebody is: 'Ana (support)'.
    let asides = name.split(ASIDE).skip(1).map(str::to_owned);
    [name.to_owned(), spelt(name)].into_iter().chain(asides).any(|name| {
        (0..2).any(|nth| {
            let words: Vec<String> = name
                .split(|c: char| !c.is_alphanumeric() && !is_joined(c))
                .map(|word| looks(word).into_iter().nth(nth).unwrap_or_default())
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .collect();
            says(&words)
        })
    })
}

/// What stands within a word without parting it.
fn is_joined(c: char) -> bool {
    DefaultIgnorableCodePoint::for_char(c)
        || matches!(
            GeneralCategory::for_char(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        )
}

/// Of the looks of the words of a name.
fn says(words: &[String]) -> bool {
    let Reserved { offices, parts, fillers } = &*RESERVED;
    let whole = words.concat();
    let without_number = |word: &str| word.trim_matches(|c: char| c.is_ascii_digit()).to_owned();
    let is_within = |office: &&String| {
        let length = office.chars().count();
        length >= WITHIN || (length >= 2 && !office.chars().any(is_spelt_with_spaces))
    };
    let mut bare = words.iter().map(|word| without_number(word));
    let (mut part, mut other) = (false, false);
    for word in bare.by_ref() {
        if offices.contains(&word) {
            return true;
        }
        part |= parts.contains(&word);
        other |= !parts.contains(&word) && !fillers.contains(&word) && word.chars().count() > 1;
    }
    let whole = without_number(&whole);
    (part && !other)
        || parts.contains(&whole)
        || offices.contains(&whole)
        || offices.iter().filter(is_within).any(|office| whole.contains(office.as_str()))
}

/// Han, kana, Hangul and Thai words stand in each other without blanks.
fn is_spelt_with_spaces(c: char) -> bool {
    let script = Script::for_char(c);
    ![Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul, Script::Thai, Script::Common]
        .contains(&script)
}

/// A word with letters of more than one script, but for those that are written beside others.
fn mixed(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_joined(c)).find(|word| {
        let of_one = |script: &Script| !NONE.contains(script) && !BESIDE.contains(script);
        let mut scripts = word.chars().map(Script::for_char).filter(of_one);
        scripts.next().is_some_and(|first| scripts.any(|other| other != first))
    })
}

#[cfg(test)]
mod tests;
