use super::*;
use crate::visible::tests::{BAD, GOOD};

fn names(name: &str) -> (FirstName, LastName) {
    (FirstName::parse(name).unwrap(), LastName::parse("").unwrap())
}

fn taken(name: &str, moderators: &[String]) -> Result<(), Problem> {
    let (first, last) = names(name);
    check(&first, &last, Role::Contributor, moderators)
}

#[test]
fn nobody_but_a_moderator_takes_the_name_of_one_or_of_the_site() {
    for name in [
        "Moderator",
        "moderator",
        "MODERATOR",
        "Moderator.",
        "The Moderator",
        "Moderators",
        "Moderator 2",
        "Moderator2",
        "Admin",
        "Administrator",
        "Site Admin",
        "admin_1",
        "Folkmoot",
        "Folkmoot Team",
        "Folk moot",
        "Staff",
        "The Staff",
        "System",
        "Official",
        "Support",
        "Support Team",
        "Official Support",
        "Mod",
        "Root",
        "Webmaster",
        "M o d e r a t o r",
        "Ana (moderator)",
        "ModeratorAnna",
        "xXmoderatorXx",
        "Policy desk, moderator",
        // Spelt with other signs, letters of other alphabets, accents, or wide
        "M0derator",
        "Mod3rator",
        "4dmin",
        "@dmin",
        "Adm1n",
        "AdmIn",
        "Suppοrt",
        "Моderator",
        "Мodеrаtоr",
        "Ⲙoderator",
        "Ａｄｍｉｎ",
        "𝐌𝐨𝐝𝐞𝐫𝐚𝐭𝐨𝐫",
        "ⓜⓞⓓⓔⓡⓐⓣⓞⓡ",
        "Móderátor",
        "Mоdеrator",
        "rnoderator",
        "Adrnin",
        "Ꮇoderator",
        "Moderat🅞r",
        "🇲🇴🇩🇪🇷🇦🇹🇴🇷",
        // Dressed up, or with letters of several scripts
        "ᴍᴏᴅᴇʀᴀᴛᴏʀ",
        "modᴇrator",
        "Moderatoɾ",
        "ⱮØĐɆⱤ₳₮ØⱤ",
        "ᗰOᗪEᖇᗩTOᖇ",
        "ɱơɖɛཞąɬơཞ",
        "ꜰᴏʟᴋᴍᴏᴏᴛ",
        "Ⲙⲟⲇⲉⲣⲁⲧⲟⲣ",
        // Said aside
        "Ana (mod)",
        "Ana [mod]",
        "Ana, mod",
        "Ana | Support",
        "Ana · Staff",
        "Policy (official)",
        "Ana【公式】",
        "Verified",
        "Ana ✔",
        "✅ Ana",
        // Of other languages
        "Moderateur",
        "Modérateur",
        "modératrice",
        "Administrateur",
        "Officiel",
        "Moderador",
        "Moderadora",
        "Soporte",
        "Oficial",
        "Moderatore",
        "Amministratore",
        "Moderatorin",
        "Verwaltung",
        "Beheerder",
        "Модератор",
        "МОДЕРАТОР",
        "Администратор",
        "Админ",
        "Поддержка",
        "Адміністратор",
        "Διαχειριστής",
        "ΔΙΑΧΕΙΡΙΣΤΉΣ",
        "מנהל",
        "المدير",
        "مدیر",
        "प्रशासक",
        "管理员",
        "管理員",
        "超级管理员",
        "版主",
        "官方",
        "管理者",
        "モデレーター",
        "運営",
        "公式",
        "관리자",
        "운영자",
        "ผู้ดูแลระบบ",
        "Yönetici",
        "Yllapitäjä",
        "Správce",
    ] {
        let (first, last) = names(name);
        let problem = taken(name, &[]).expect_err(name);
        assert!(
            problem.of(Field::FirstName).is_some_and(|words| words.contains("Please")),
            "{name}: {problem}"
        );
        let by_moderator = check(&first, &last, Role::Moderator, &[]);
        assert!(by_moderator.is_ok() || mixed(name).is_some(), "{name}: {by_moderator:?}");
    }
}

#[test]
fn names_of_people_and_of_their_roles_are_nobodys_but_theirs() {
    for name in [
        "Policy desk",
        "Reader One",
        "Guest",
        "Badminton Club",
        "Ana Staffa",
        "Frank Staff",
        "Charles Root",
        "Moderate Voices",
        "Support for farmers",
        "Systems analyst",
        "Officer Ana",
        "Modesty Blaise",
        "Mo",
        "Adm. Nelson",
        "Rooted",
        "Bot Tom",
        "Ana Official",
        "Minister of Justice",
        "Legal desk",
        "Industry association",
        "Consumer group",
        "Data protection office",
        "王官",
        "김관",
        "Систематик",
        "Admira",
        "1",
        "😀",
        "!?",
        "Li",
        "Ho sts",
        "Staff, Frank",
        "Ana (she/her)",
        "Ana (Support for farmers)",
        "Jürgen Łukasz Øystein",
        "Đặng Thị",
        "Ħal Għaxaq",
        "Zoë–Anne",
        "Ana / Bea",
        "ＡＢＣ会",
        "3M公司",
        "東京Tower",
    ]
    .iter()
    .chain(GOOD)
    {
        assert_eq!(taken(name, &[]), Ok(()), "{name} ({})", name.escape_unicode());
    }
}

#[test]
fn a_name_that_looks_like_a_moderators_is_refused_in_words() {
    let moderators = ["Reader One".to_owned(), "Ανδρέας".to_owned(), "王小明".to_owned(), "😀".to_owned()];
    for name in [
        "Reader One",
        "reader one",
        "READER ONE",
        "ReaderOne",
        "Reader  One",
        "Reader-One",
        "Rеader One",
        "Ｒeader One",
        "Reader 0ne",
        "Réader One",
        "𝖱eader 𝖮ne",
        "Reader Оne",
        "Reader One 2",
        "ReaderOne2",
        "ʀᴇᴀᴅᴇʀ ᴏɴᴇ",
        "Ανδρέας",
        "ΑΝΔΡΈΑΣ",
        "王小明",
        "😀",
    ] {
        assert!(taken(name, &moderators).is_err(), "{name}");
        assert!(taken(name, &[]).is_ok() || mixed(name).is_some(), "{name}, where nobody has it");
    }
    for name in ["1", "22", "Reader Two", "Reader", "One", "Readers One", "王大明", "😁"] {
        assert_eq!(taken(name, &moderators), Ok(()), "{name}");
    }
}

#[test]
fn letters_of_two_alphabets_make_no_word_of_a_name() {
    for name in ["Аnna", "Реtrov", "Αnna", "Μаria"] {
        let problem = taken(name, &[]).expect_err(name);
        assert!(problem.to_string().contains("two alphabets"), "{name}: {problem}");
    }
    for name in ["Anna Иванова", "Anna-Иванова", "山田Taro", "김Kim"] {
        assert_eq!(taken(name, &[]), Ok(()), "{name}");
    }
}

#[test]
fn names_that_cannot_be_seen_are_refused_in_either_part_and_for_everybody() {
    for (name, why) in BAD {
        // What is nothing but blanks or has control characters is refused as it is parsed.
        let (Ok(first), Ok(last)) = (FirstName::parse(name), LastName::parse(name)) else { continue };
        let (ana, none) = (FirstName::parse("Ana").unwrap(), LastName::parse("").unwrap());
        for role in [Role::Contributor, Role::Moderator] {
            let of_first = check(&first, &none, role, &[]).expect_err(why);
            assert!(of_first.of(Field::FirstName).is_some(), "{why}: {of_first}");
            let of_last = check(&ana, &last, role, &[]).expect_err(why);
            assert!(of_last.of(Field::LastName).is_some(), "{why}: {of_last}");
        }
    }
}

#[test]
fn titles_that_look_alike_have_one_look() {
    for (one, other) in [
        ("The rules", "Тhe rules"),
        ("The rules", "THE  RULES"),
        ("The rules", "The ru1es"),
        ("The rules", "The\u{A0}rules!"),
        ("Café", "Cafe\u{301}"),
    ] {
        assert_eq!(look(one), look(other), "{one} {other}");
    }
    for (one, other) in [("The rules", "The rule"), ("ति", "तु"), ("A1", "A2")] {
        assert_ne!(look(one), look(other), "{one} {other}");
    }
    assert_eq!(look("?!"), "");
}
