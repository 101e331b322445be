use super::*;

/// Names and titles as people have them, in many scripts: none is to be refused.
pub(crate) const GOOD: &[&str] = &[
    "Ada Lovelace",
    "O’Brien-Smith",
    "D'Arcy, Jr.",
    "José Ángel Núñez",
    "Nguyễn Thị Minh Khai",
    "Łukasz Żółć",
    "Þórdís Ævarsdóttir",
    "İbrahim Çağlar",
    "Владимир Достоевский",
    "Ґудзь Їжакевич",
    "Γιώργος Παπαδόπουλος",
    "Հայկ Սարգսյան",
    "გიორგი ბერიძე",
    "דוד בן־גוריון",
    "שָׁלוֹם עֲלֵיכֶם",
    "محمد عبد الله",
    "مُحَمَّد",
    // A non-joiner between words, and a joiner at the end of an abbreviation.
    "علی\u{200C}رضا می\u{200C}نویسد",
    "ه\u{200D}.ق ۱۴۰۰",
    "فاطمہ بیگم",
    "ܐܒܪܗܡ ܢܘܪܐܢ",
    "प्रिया शर्मा",
    // Explicit half forms and ligatures.
    "क्\u{200D}ष और क्\u{200C}ष",
    "শ্রী র\u{200D}্যাংক",
    "தமிழ்ச்செல்வன்",
    "శ్రీ రామ్\u{200C}కృష్ణ",
    "ನಾಯ್\u{200C}ಕ",
    "ശ്രീലങ്ക രാജന്\u{200D}",
    "ශ්\u{200D}රී ලංකා",
    "สมชาย ใจดี",
    "ໄຊຍະ ວົງ",
    "ភាសា\u{200B}ខ្មែរ",
    "မြန်မာ ကိုကို",
    "བསྟན་འཛིན་རྒྱ་མཚོ",
    "ᠮᠣᠩᠭᠣᠯ\u{180B} ᠪᠢᠴᠢᠭ",
    "አበበ በቂላ",
    "ߒߞߏ",
    "𞤀𞤣𞤤𞤢𞤥",
    "王小明",
    "山田　太郎",
    // A variant of an ideograph that families insist on.
    "葛\u{E0100}城",
    "さくら ヴィヴィ",
    "김민수",
    "Ꮳꮃꮅ",
    "ᐃᓄᒃᑎᑐᑦ",
    "Ǫ́ ę́ ǫ̨́",
    "Zoë 👩🏽\u{200D}🚀",
    "👨\u{200D}👩\u{200D}👧\u{200D}👦 ❤\u{FE0F}\u{200D}🔥 🏳\u{FE0F}\u{200D}🌈",
    "1\u{FE0F}\u{20E3} first, ☎\u{FE0E} second",
    "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} Scotland, 🇩🇪 Germany",
    "A32: (why) [not] {this} & that? — “quoted”, 50 %, €5, x² ≤ y",
    "C++ / .NET #1 @home",
    "؀١٢٣",
    "日本語 and English, с русским",
];

/// Each with why no reader could tell what stands there.
pub(crate) const BAD: &[(&str, &str)] = &[
    ("\u{200B}\u{200B}", "zero width spaces"),
    ("Ann\u{200B}a", "a zero width space in a word"),
    ("\u{3164}", "a Hangul filler"),
    ("\u{115F}\u{1160}", "fillers of Hangul letters"),
    ("\u{FFA0}", "a half-width filler"),
    ("\u{2800}", "Braille without a dot"),
    ("\u{180E}", "a Mongolian vowel separator alone"),
    ("Ann\u{180E}a", "one in a Latin word"),
    ("\u{2060}", "a word joiner"),
    ("An\u{AD}na", "a soft hyphen"),
    ("An\u{34F}na", "a combining grapheme joiner"),
    ("\u{17B4}", "an inherent vowel of Khmer"),
    ("An\u{200D}na", "a joiner in a Latin word"),
    ("An\u{200C}na", "a non-joiner in a Latin word"),
    ("\u{200D}Anna", "a joiner at the beginning"),
    ("علی\u{200C}\u{200C}رضا", "two non-joiners"),
    ("Anna\u{FE0F}", "emoji presentation of a letter"),
    ("Reader1\u{FE0E}", "text presentation of a digit"),
    ("Anna\u{E0100}", "a variant of a Latin letter"),
    ("A\u{E0041}\u{E007F}", "tags after a letter"),
    ("🏴\u{E0041}\u{E007F}", "a flag of nowhere"),
    ("Anna\u{202E}rotaredoM", "an override"),
    ("\u{2066}Anna", "an isolate that does not end"),
    ("Anna\u{2069}", "the end of one that does not begin"),
    ("Anna\u{200F}", "a mark of direction"),
    ("Anna\u{61C}", "an Arabic mark of direction"),
    ("Anna\u{2028}Bob", "a line separator"),
    ("Anna\u{2029}Bob", "a paragraph separator"),
    ("An\u{85}na", "a next line"),
    ("Anna\u{FFFE}", "a noncharacter"),
    ("Anna\u{1FFFF}", "a noncharacter of another plane"),
    ("Anna\u{FDD0}", "a noncharacter within a block"),
    ("Anna\u{E000}", "a character of private use"),
    ("Anna\u{10FFFD}", "one of the last plane"),
    ("Anna\u{378}", "an unassigned character"),
    ("Anna\u{FFF9}b\u{FFFB}", "an annotation between lines"),
    ("Anna\u{FFFC}", "the place of an object"),
    ("Anna\u{1D173}", "a format of music"),
    ("Anna\u{13441}", "a blank of hieroglyphs"),
    ("Anna\u{A0}\u{A0}\u{A0}\u{A0}Moderator", "blanks that are shown as wide as they are"),
    ("Anna \u{2003}Bob", "two blanks, one of them wide"),
    ("\u{301}Anna", "an accent on nothing"),
    ("Anna \u{301}\u{301}\u{301}\u{301}", "four accents on a blank"),
    ("x\u{30A}\u{301}\u{302}\u{303}\u{304}", "five accents on one letter"),
];

#[test]
fn names_of_every_script_are_taken_as_they_are() {
    for name in GOOD {
        assert_eq!(check(Field::FirstName, name), Ok(()), "{name} ({})", name.escape_unicode());
        assert_eq!(shown(name), *name);
    }
}

#[test]
fn what_cannot_be_seen_is_refused_with_its_place_and_shown_as_a_sign() {
    for (name, why) in BAD {
        let Err(FieldProblem { fault: Fault::Unfit { words }, .. }) = check(Field::Title, name) else {
            panic!("{why}: {}", name.escape_unicode())
        };
        assert!(words.contains("U+") && words.contains("Please delete"), "{why}: {words}");
        let shown = shown(name);
        assert_ne!(shown, *name, "{why}");
        assert_eq!(check(Field::Title, &shown), Ok(()), "{why}: {}", shown.escape_unicode());
    }
}

#[test]
fn sixty_accents_on_a_letter_are_cut_to_what_can_be_read() {
    let zalgo = format!("Z{}", "\u{335}\u{34A}\u{316}".repeat(20));
    assert!(check(Field::FirstName, &zalgo).is_err());
    assert!(shown(&zalgo).chars().count() <= 1 + ACCENTS);
}

proptest::proptest! {
    #[test]
    fn what_is_shown_can_always_be_seen(text in proptest::arbitrary::any::<String>()) {
        // Control characters are refused before, in every text of one line.
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        let shown = shown(&text);
        proptest::prop_assert_eq!(check(Field::Title, &shown), Ok(()), "{}", shown.escape_unicode());
    }

    #[test]
    fn joiners_and_marks_among_letters_are_shown_in_a_form_that_can_be_seen(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "\u{301}", "\u{200D}", "\u{200C}", "\u{FE0F}", "👩", "\u{1F3FD}", "ع", "ل", "क", "\u{94D}", "\u{180E}",
                "\u{1820}", "\u{E0067}", "\u{E007F}", "🏴", " ", "\u{A0}", "1", "\u{20E3}", "\u{200B}", "ខ", "葛", "\u{E0100}",
            ]),
            0..12,
        ),
    ) {
        let text = parts.concat();
        let shown = shown(&text);
        proptest::prop_assert_eq!(check(Field::Title, &shown), Ok(()), "{}", shown.escape_unicode());
    }
}
