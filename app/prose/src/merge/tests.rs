use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::sentences::{all_ended, ended};
use super::*;
use crate::budget::COMMAND;

fn conflict(base: &str, mine: &str, theirs: &str) -> Piece {
    Piece::Conflict(Conflict::of_lines(base, mine, theirs))
}

fn enough() -> Budget {
    Budget::of(u64::MAX)
}

fn pieces(base: &str, mine: &str, theirs: &str) -> Vec<Piece> {
    text(base, mine, theirs, &enough())
}

fn merged(base: &str, mine: &str, theirs: &str) -> Option<String> {
    clean(&pieces(base, mine, theirs))
}

#[test]
fn changes_in_different_paragraphs_are_both_kept() {
    assert_eq!(
        merged("One.\n\nTwo.\n\nThree.", "ONE.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nTHREE.").unwrap(),
        "ONE.\n\nTwo.\n\nTHREE."
    );
}

#[test]
fn changes_of_different_sentences_in_one_line_are_both_kept() {
    let base = "The first point is weak. The second stands. The third is new.";
    let mine = "The first point is strong. The second stands. The third is new.";
    let theirs = "The first point is weak. The second stands. The third is old.";
    assert_eq!(
        merged(base, mine, theirs).unwrap(),
        "The first point is strong. The second stands. The third is old."
    );
}

#[test]
fn a_sentence_added_beside_one_that_was_changed_is_kept() {
    let base = "Ports were closed. Ships waited.";
    let mine = "Ports were closed early. Ships waited.";
    for theirs in [
        "Ports were closed. Nobody said why. Ships waited.",
        "Ports were closed. Ships waited. Nobody said why.",
        "Nobody said why. Ports were closed. Ships waited.",
    ] {
        let merged = merged(base, mine, theirs)
            .unwrap_or_else(|| panic!("{theirs}: {:?}", pieces(base, mine, theirs)));
        assert!(merged.contains("closed early.") && merged.contains("Nobody said why."), "{merged}");
    }
}

#[test]
fn two_edits_of_one_sentence_are_a_conflict_even_far_apart() {
    let base = "The port was closed by the authority on Monday morning.\n\nMore.";
    let mine = "The port was opened by the authority on Monday morning.\n\nMore.";
    let theirs = "The port was closed by the authority on Tuesday morning.\n\nMore.";
    assert_eq!(
        pieces(base, mine, theirs),
        [
            conflict(
                "The port was closed by the authority on Monday morning.\n",
                "The port was opened by the authority on Monday morning.\n",
                "The port was closed by the authority on Tuesday morning.\n",
            ),
            Piece::Clean("\nMore.".into()),
        ]
    );
}

#[test]
fn different_clauses_of_one_sentence_are_both_kept_where_a_script_has_no_blanks() {
    for (base, mine, theirs, both) in [
        (
            "委员会应当每年公布预算报告，并且在三十天之内回答议员提出的问题，否则由议会决定。",
            "委员会应当每季公布预算报告，并且在三十天之内回答议员提出的问题，否则由议会决定。",
            "委员会应当每年公布预算报告，并且在二十天之内回答议员提出的问题，否则由议会决定。",
            "委员会应当每季公布预算报告，并且在二十天之内回答议员提出的问题，否则由议会决定。",
        ),
        (
            "委員会は毎年「予算、決算」を公表し、三十日以内に質問に答える。",
            "委員会は毎季「予算、決算」を公表し、三十日以内に質問に答える。",
            "委員会は毎年「予算、決算」を公表し、二十日以内に質問に答える。",
            "委員会は毎季「予算、決算」を公表し、二十日以内に質問に答える。",
        ),
        (
            "คณะกรรมการต้องเผยแพร่รายงานทุกปี และตอบคำถามของสมาชิกภายในสามสิบวัน",
            "คณะกรรมการต้องเผยแพร่รายงานทุกเดือน และตอบคำถามของสมาชิกภายในสามสิบวัน",
            "คณะกรรมการต้องเผยแพร่รายงานทุกปี และตอบคำถามของสมาชิกภายในยี่สิบวัน",
            "คณะกรรมการต้องเผยแพร่รายงานทุกเดือน และตอบคำถามของสมาชิกภายในยี่สิบวัน",
        ),
        // A clause that is put in beside one that was changed.
        (
            "会员投票，主席宣布。",
            "会员公开投票，主席宣布。",
            "会员投票，秘书计票，主席宣布。",
            "会员公开投票，秘书计票，主席宣布。",
        ),
    ] {
        assert_eq!(merged(base, mine, theirs).as_deref(), Some(both), "{:?}", pieces(base, mine, theirs));
        assert_eq!(merged(base, theirs, mine).as_deref(), Some(both));
    }
}

#[test]
fn two_edits_of_one_clause_are_a_conflict_in_every_script() {
    for (base, mine, theirs) in [
        (
            "委员会应当每年公布预算报告，并且回答。",
            "委员会应当每季公布预算报告，并且回答。",
            "委员会必须每年公布预算报告，并且回答。",
        ),
        ("委員会は毎年公表し、答える。", "委員会は毎季公表し、答える。", "議会は毎年公表し、答える。"),
        ("คณะกรรมการเผยแพร่ทุกปี และตอบ", "คณะกรรมการเผยแพร่ทุกเดือน และตอบ", "สมาชิกเผยแพร่ทุกปี และตอบ"),
        ("မြန်မာနိုင်ငံသည် ကြီးသည်", "မြန်မာပြည်သည် ကြီးသည်", "ထိုင်းနိုင်ငံသည် ကြီးသည်"),
        // Of another script commas and blanks mean nothing of the kind.
        (
            "The port, which was closed, is big.",
            "The port, which was opened, is big.",
            "The port, which was closed, is small.",
        ),
        (
            "한국은 매년 보고서를 공개해야 한다.",
            "한국은 매달 보고서를 공개해야 한다.",
            "한국은 매년 보고서를 공개할 수 있다.",
        ),
    ] {
        assert_eq!(merged(base, mine, theirs), None, "{base}");
    }
}

#[test]
fn a_sentence_that_goes_on_over_lines_is_one_sentence() {
    let base = "The port\nwas closed\nby the authority.";
    let mine = "The harbour\nwas closed\nby the authority.";
    let theirs = "The port\nwas closed\nby the ministry.";
    assert_eq!(pieces(base, mine, theirs), [conflict(base, mine, theirs)]);
    // Items of a list are sentences of their own, even without a full stop.
    assert_eq!(
        merged("- one\n- two\n- three", "- ONE\n- two\n- three", "- one\n- two\n- THREE").unwrap(),
        "- ONE\n- two\n- THREE"
    );
}

#[test]
fn words_put_before_or_after_the_words_of_a_sentence_change_it() {
    let base = "Ports were closed. Ships waited.";
    let mine = "Ports were closed. Ships waited outside.";
    assert_eq!(merged(base, mine, "Ports were closed. Perhaps Ships waited."), None);
    assert_eq!(merged("Ships waited", "Ships have waited", "Ships waited outside"), None);
}

#[test]
fn both_ends_of_a_text_can_be_added_to() {
    assert_eq!(
        merged("Middle.", "First.\n\nMiddle.", "Middle.\n\nLast.").unwrap(),
        "First.\n\nMiddle.\n\nLast."
    );
    assert_eq!(merged("", "Mine.", "Theirs."), None);
}

#[test]
fn a_conflict_becomes_what_was_chosen() {
    let pieces = pieces("A.\n\nOne two.\n\nB.", "A.\n\nOne TWO.\n\nB.", "A!\n\nONE two.\n\nB.");
    let chosen = |choice| resolve(&pieces, &[Some(choice)]).unwrap();
    assert_eq!(chosen(Choice::Mine), "A!\n\nOne TWO.\n\nB.");
    assert_eq!(chosen(Choice::Theirs), "A!\n\nONE two.\n\nB.");
    assert_eq!(chosen(Choice::Both), "A!\n\nONE two.\n\nOne TWO.\n\nB.");
    assert_eq!(chosen(Choice::Written("Else.".into())), "A!\n\nElse.\n\nB.");
    assert_eq!(resolve(&pieces, &[None]), Err(vec![0]));
}

/// The pieces with what is to be chosen in brackets: what stands there now, and mine.
fn shown(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Clean(text) => text.clone(),
        Piece::Conflict(Conflict { mine, theirs, .. }) => format!("[{theirs}|{mine}]"),
    };
    pieces.iter().map(piece).collect()
}

#[test]
fn only_the_sentences_that_clash_are_to_be_chosen() {
    for (base, mine, theirs, chosen) in [
        (
            "The port is old. It was closed in May. Ships wait. Nobody knows why.",
            "The port is old. It was closed in June. Ships wait. Nobody knows why.",
            "The port is old. It was closed in July. Ships wait. Nobody knows why.",
            "The port is old. [It was closed in July.|It was closed in June.] Ships wait. Nobody knows why.",
        ),
        // What only one side changed beside it is merged.
        (
            "The port is old. It was closed in May. Ships wait.",
            "The port is very old. Why? It was closed in June. Ships wait.",
            "The port is old. It was closed in July. Ships wait outside.",
            "The port is very old. Why? [It was closed in July.|It was closed in June.] Ships wait outside.",
        ),
        // Both wrote the same before it.
        (
            "It was closed in May.",
            "The port is old. It was closed in June.",
            "The port is old. It was closed in July.",
            "The port is old. [It was closed in July.|It was closed in June.]",
        ),
        // Two that follow each other are one choice, and two with others between them are two.
        (
            "One a. Two a. Three a. Four a. Five a.",
            "One b. Two b. Three a. Four a. Five b.",
            "One c. Two c. Three a. Four a. Five c.",
            "[One c. Two c.|One b. Two b.] Three a. Four a. [Five c.|Five b.]",
        ),
        (
            "- The port is old. It was closed.\n- Ships wait.",
            "- The port is new. It was closed.\n- Ships wait.",
            "- The port is big. It was closed.\n- Ships wait.",
            "- [The port is big.|The port is new.] It was closed.\n- Ships wait.",
        ),
        (
            "The port is old. It was\nclosed in May. Ships\nwait.",
            "The port is old. It was\nclosed in June. Ships\nwait.",
            "The port is old. It was\nshut in May. Ships\nwait.",
            "The port is old. [It was\nshut in May.|It was\nclosed in June.] Ships\nwait.",
        ),
        (
            "港口很旧。五月关闭了。船在等待。",
            "港口很旧。六月关闭了。船在等待。",
            "港口很旧。七月关闭了。船在等待。",
            "港口很旧。[七月关闭了。|六月关闭了。]船在等待。",
        ),
        (
            "الميناء قديم. أغلق في مايو. السفن تنتظر؟ لا أحد يعلم.",
            "الميناء قديم. أغلق في يونيو. السفن تنتظر؟ لا أحد يعلم.",
            "الميناء قديم. أغلق في يوليو. السفن تنتظر؟ لا أحد يعلم.",
            "الميناء قديم. [أغلق في يوليو.|أغلق في يونيو.] السفن تنتظر؟ لا أحد يعلم.",
        ),
        (
            "ท่าเรือเก่า ปิดในเดือนพฤษภาคม เรือกำลังรอ",
            "ท่าเรือเก่า ปิดในเดือนมิถุนายน เรือกำลังรอ",
            "ท่าเรือเก่า ปิดในเดือนกรกฎาคม เรือกำลังรอ",
            "ท่าเรือเก่า [ปิดในเดือนกรกฎาคม|ปิดในเดือนมิถุนายน] เรือกำลังรอ",
        ),
    ] {
        assert_eq!(shown(&pieces(base, mine, theirs)), chosen);
        assert_eq!(shown(&swapped(pieces(base, theirs, mine))), chosen);
    }
}

#[test]
fn a_sentence_that_was_chosen_stands_in_its_line() {
    let chosen = |base: &str, mine: &str, theirs: &str, choice: Choice| {
        resolve(&pieces(base, mine, theirs), &[Some(choice)]).unwrap()
    };
    let english = |choice| chosen("- One a. Two.", "- One b. Two.", "- One c. Two.", choice);
    assert_eq!(english(Choice::Mine), "- One b. Two.");
    assert_eq!(english(Choice::Theirs), "- One c. Two.");
    assert_eq!(english(Choice::Both), "- One c. One b. Two.");
    assert_eq!(english(Choice::Written(" One d.\n".into())), "- One d. Two.");
    let chinese = |choice| chosen("一。二甲。三。", "一。二乙。三。", "一。二丙。三。", choice);
    assert_eq!(chinese(Choice::Both), "一。二丙。二乙。三。");
    let thai = |choice| chosen("ก่อน หนึ่งเก่า หลัง", "ก่อน หนึ่งสอง หลัง", "ก่อน หนึ่งสาม หลัง", choice);
    assert_eq!(thai(Choice::Both), "ก่อน หนึ่งสาม หนึ่งสอง หลัง");
    // A sentence that one side added.
    let added = |choice| chosen("One. Two.", "One. Two. Mine.", "One. Two. Theirs.", choice);
    assert_eq!(added(Choice::Both), "One. Two. Theirs. Mine.");
    assert_eq!(added(Choice::Written("Other.".into())), "One. Two. Other.");
    let gone = |choice| chosen("One. Two. Three.", "One. Three.", "One. Two b. Three.", choice);
    assert_eq!(gone(Choice::Mine), "One. Three.");
    assert_eq!(gone(Choice::Both), "One. Two b. Three.");
}

/// Paragraphs of sentences of words, each word of the text only once; with capitals, since a full stop before a
/// small letter ends no sentence.
type Document = Vec<Vec<Vec<String>>>;

fn document(shape: &[Vec<usize>]) -> Document {
    let mut next = 0..;
    shape
        .iter()
        .map(|paragraph| {
            let sentence = |words: &usize| next.by_ref().take(*words).map(|n: i32| format!("W{n}")).collect();
            paragraph.iter().map(sentence).collect()
        })
        .collect()
}

fn written(document: &Document) -> String {
    let sentence = |words: &Vec<String>| format!("{}.", words.join(" "));
    let paragraph =
        |sentences: &Vec<Vec<String>>| sentences.iter().map(sentence).collect::<Vec<_>>().join(" ");
    document.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn words_of(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[derive(Debug, Clone)]
enum Act {
    ReplaceWord(usize, usize, usize),
    DeleteWord(usize, usize, usize),
    InsertWord(usize, usize, usize),
    InsertSentence(usize, usize),
    DeleteSentence(usize, usize),
    InsertParagraph(usize),
    DeleteParagraph(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let n = 0..64_usize;
    prop_oneof![
        3 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Act::ReplaceWord(a, b, c)),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Act::DeleteWord(a, b, c)),
        3 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Act::InsertWord(a, b, c)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::InsertSentence(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::DeleteSentence(a, b)),
        1 => n.clone().prop_map(Act::InsertParagraph),
        1 => n.prop_map(Act::DeleteParagraph),
    ]
}

/// The document after the acts; each new word is `sign` and a number.
fn edited(document: &Document, acts: &[Act], sign: char) -> Document {
    let mut document = document.clone();
    for (number, act) in acts.iter().enumerate() {
        let new = || format!("{sign}{number}");
        let paragraphs = document.len();
        if paragraphs == 0 {
            break;
        }
        match *act {
            Act::InsertParagraph(p) => {
                document.insert(p % (paragraphs + 1), vec![vec![new(), format!("{sign}{number}b")]]);
            }
            Act::DeleteParagraph(p) => drop(document.remove(p % paragraphs)),
            Act::InsertSentence(p, s) => {
                let sentences = &mut document[p % paragraphs];
                sentences.insert(s % (sentences.len() + 1), vec![new(), format!("{sign}{number}b")]);
            }
            Act::DeleteSentence(p, s) => {
                let sentences = &mut document[p % paragraphs];
                if sentences.len() > 1 {
                    sentences.remove(s % sentences.len());
                }
            }
            Act::ReplaceWord(p, s, w) | Act::DeleteWord(p, s, w) | Act::InsertWord(p, s, w) => {
                let sentences = &mut document[p % paragraphs];
                let sentence = s % sentences.len();
                let words = &mut sentences[sentence];
                let word = w % words.len();
                match act {
                    Act::ReplaceWord(..) => words[word] = new(),
                    Act::DeleteWord(..) if words.len() > 1 => drop(words.remove(word)),
                    _ => words.insert(w % (words.len() + 1), new()),
                }
            }
        }
    }
    document
}

fn shape() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(3..9_usize, 1..5), 1..6)
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(act(), 0..5)
}

fn swapped(pieces: Vec<Piece>) -> Vec<Piece> {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Conflict(Conflict { base, mine, theirs, extent }) => {
                Piece::Conflict(Conflict { base, mine: theirs, theirs: mine, extent })
            }
            clean @ Piece::Clean(_) => clean,
        })
        .collect()
}

/// What another program makes of it; `None` where it sees a conflict.
fn git(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(format!("{text}\n").as_bytes()).unwrap();
        path
    };
    let [base, mine, theirs] = [file("base", base), file("mine", mine), file("theirs", theirs)];
    let output = Command::new("git")
        .args(["merge-file", "--stdout", "--quiet"])
        .args([mine, base, theirs])
        .stderr(Stdio::null())
        .output()
        .expect("git, the oracle of these tests, is installed");
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then(|| text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

proptest! {
    #[test]
    fn what_only_one_changed_is_taken(base in "[ab. \n]{0,40}", new in "[ab. \n]{0,40}") {
        for (mine, theirs) in [(&base, &new), (&new, &base), (&new, &new)] {
            prop_assert_eq!(merged(&base, mine, theirs), Some(new.clone()));
        }
    }

    #[test]
    fn any_three_texts_can_be_merged_from_either_side(base in "[abc. \n\r]{0,40}", mine in "[abc. \n\r]{0,40}", theirs in "[abc. \n\r]{0,40}") {
        prop_assert_eq!(pieces(&base, &mine, &theirs), swapped(pieces(&base, &theirs, &mine)));
    }

    #[test]
    fn no_word_of_either_side_is_dropped_and_none_that_both_deleted_comes_back(shape in shape(), mine in acts(), theirs in acts()) {
        let base = document(&shape);
        let (mine, theirs) = (written(&edited(&base, &mine, 'M')), written(&edited(&base, &theirs, 'T')));
        let base = written(&base);
        let pieces = pieces(&base, &mine, &theirs);
        let mut all = String::new();
        for piece in &pieces {
            match piece {
                Piece::Clean(text) => all.push_str(text),
                Piece::Conflict(Conflict { mine, theirs, .. }) => {
                    all.push_str(&format!(" {mine} {theirs} "));
                }
            }
        }
        let (base, mine, theirs) = (words_of(&base), words_of(&mine), words_of(&theirs));
        let written = words_of(&all);
        for word in mine.difference(&base).chain(theirs.difference(&base)) {
            prop_assert!(written.contains(word), "{} is lost in {:?}", word, pieces);
        }
        if let Some(text) = clean(&pieces) {
            let text = words_of(&text);
            prop_assert!(text.is_superset(&(&mine & &theirs)), "what both kept is gone from {:?}", pieces);
            prop_assert!(text.is_subset(&(&mine | &theirs)), "what both deleted is back in {:?}", pieces);
        }
    }

    #[test]
    fn one_sentence_edited_by_both_is_never_mixed(
        shape in shape(), p in 0..64_usize, s in 0..64_usize, a in 0..64_usize, b in 0..64_usize,
    ) {
        let base = document(&shape);
        let (p, s) = (p % base.len(), s % base[p % base.len()].len());
        let (mine, theirs) = (
            written(&edited(&base, &[Act::ReplaceWord(p, s, a)], 'M')),
            written(&edited(&base, &[Act::ReplaceWord(p, s, b)], 'T')),
        );
        prop_assert_eq!(merged(&written(&base), &mine, &theirs), None);
    }

    #[test]
    fn different_sentences_edited_by_both_are_merged(
        shape in shape(), p in 0..64_usize, s in 0..64_usize, q in 0..64_usize, r in 0..64_usize, a in 0..64_usize,
    ) {
        let base = document(&shape);
        let (p, q) = (p % base.len(), q % base.len());
        let (s, r) = (s % base[p].len(), r % base[q].len());
        prop_assume!((p, s) != (q, r));
        let (mine, theirs) = (
            written(&edited(&base, &[Act::ReplaceWord(p, s, a)], 'M')),
            written(&edited(&base, &[Act::ReplaceWord(q, r, a)], 'T')),
        );
        let text = merged(&written(&base), &mine, &theirs);
        prop_assert!(text.as_ref().is_some_and(|text| text.contains("M0") && text.contains("T0")), "{:?}", text);
    }
}

proptest! {
    /// With the pieces put together as either side has them, its text is there again; and no conflict begins or ends with what both
    /// sides have.
    #[test]
    fn what_is_outside_of_conflicts_is_what_all_three_have(
        shape in shape(), edits in prop::collection::vec((0..64_usize, 0..64_usize, 0..64_usize), 1..6),
    ) {
        let document = document(&shape);
        let places: BTreeSet<(usize, usize)> =
            edits.iter().map(|(p, s, _)| (p % document.len(), s % document[p % document.len()].len())).collect();
        let acts: Vec<Act> =
            places.iter().zip(&edits).map(|((p, s), (_, _, w))| Act::ReplaceWord(*p, *s, *w)).collect();
        let (mine, theirs) = (written(&edited(&document, &acts, 'M')), written(&edited(&document, &acts, 'T')));
        let base = written(&document);
        let pieces = pieces(&base, &mine, &theirs);
        let side = |pick: fn(&Conflict) -> &str| -> String {
            pieces.iter().map(|piece| match piece {
                Piece::Clean(text) => text.as_str(),
                Piece::Conflict(conflict) => pick(conflict),
            }).collect()
        };
        prop_assert_eq!(side(|conflict| &conflict.base), base);
        prop_assert_eq!(side(|conflict| &conflict.mine), mine);
        prop_assert_eq!(side(|conflict| &conflict.theirs), theirs);
        let mut clashing = 0;
        for piece in &pieces {
            if let Piece::Conflict(conflict) = piece {
                let sentences = |text: &str| text.split_inclusive('.').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect::<Vec<_>>();
                let (mine, theirs) = (sentences(&conflict.mine), sentences(&conflict.theirs));
                prop_assert!(mine.iter().zip(&theirs).all(|(mine, theirs)| mine != theirs), "{:?}", conflict);
                clashing += mine.len();
            }
        }
        prop_assert_eq!(clashing, places.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn where_other_programs_merge_lines_so_does_this(
        shape in prop::collection::vec(prop::collection::vec(3..9_usize, 1..2), 3..14), mine in acts(), theirs in acts(),
    ) {
        let base = document(&shape);
        let (mine_then, theirs_then) = (edited(&base, &mine, 'M'), edited(&base, &theirs, 'T'));
        let (base, mine_then, theirs_then) = (written(&base), written(&mine_then), written(&theirs_then));
        let ours = merged(&base, &mine_then, &theirs_then);
        let [b, m, t] = [&base, &mine_then, &theirs_then].map(|text| format!("{text}\n"));
        let diffy = diffy::merge(&b, &m, &t).ok().map(|text| text.trim_end().to_owned());
        // What was deleted beside something else can be told in several ways, and then one may see a conflict where
        // the other sees none.
        let deletes = |acts: &[Act]| {
            acts.iter().any(|act| matches!(act, Act::DeleteWord(..) | Act::DeleteSentence(..) | Act::DeleteParagraph(..)))
        };
        for other in [git(&base, &mine_then, &theirs_then), diffy].into_iter().flatten() {
            if ours.is_some() || !(deletes(&mine) || deletes(&theirs)) {
                prop_assert_eq!(ours.as_ref(), Some(&other));
            }
        }
    }
}

#[test]
fn twenty_thousand_lines_in_another_order_are_a_conflict_rather_than_half_a_second_of_work() {
    let base: String = (0..20_000).map(|nth| format!("{nth}\n")).collect();
    let mine: String = base.split_inclusive('\n').rev().collect();
    let theirs = base.replace('7', "seven");
    let budget = Budget::of(COMMAND);
    let pieces = text(&base, &mine, &theirs, &budget);
    assert!(matches!(pieces.as_slice(), [Piece::Conflict(_)]), "{} pieces", pieces.len());
    assert!(budget.used() <= COMMAND);
}

#[test]
fn a_merge_that_is_too_much_work_is_a_conflict_of_what_is_not_the_same() {
    let words = |a: &str, b: &str| format!("First.\n{}\nLast.", format!("{a} {b} ").repeat(5_000));
    let (base, mine, theirs) = (words("a", "b"), words("b", "b"), words("a", "c"));
    let budget = Budget::of(1_000_000);
    let pieces = text(&base, &mine, &theirs, &budget);
    let line = |text: &str| text.split_inclusive('\n').nth(1).unwrap().to_owned();
    assert_eq!(
        pieces,
        [
            Piece::Clean("First.\n".into()),
            conflict(&line(&base), &line(&mine), &line(&theirs)),
            Piece::Clean("Last.".into()),
        ]
    );
    assert!(budget.used() <= 1_000_000);
}

#[test]
fn a_sentence_is_looked_for_at_each_sign_after_a_full_stop_and_that_is_counted() {
    let budget = Budget::of(1_000_000);
    let base = |end: &str| format!("A.{}{end}", ")".repeat(20_000));
    let pieces = text(&base("\n\nB."), &base("\n\nC."), &base("\n\nB.\n\nD."), &budget);
    assert!(clean(&pieces).is_none());
    let Piece::Conflict(all) = &pieces[pieces.len() - 1] else { panic!("{pieces:?}") };
    assert_eq!((all.mine.as_str(), all.theirs.as_str()), ("C.", "B.\n\nD."));
}

proptest! {
    #[test]
    fn whether_a_sentence_has_ended_is_known_of_each_beginning(text in "[a.)\" \n’]{0,20}") {
        let all = all_ended(&text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            prop_assert_eq!(all[at], ended(&text[..at]), "{:?}", &text[..at]);
        }
    }

    #[test]
    fn nothing_is_dropped_however_small_the_budget(
        base in "[ab. \n]{0,40}", mine in "[ab. \n]{0,40}", theirs in "[ab. \n]{0,40}", most in 0_u64..4_000,
    ) {
        let small = text(&base, &mine, &theirs, &Budget::of(most));
        if small != pieces(&base, &mine, &theirs) {
            let side = |pick: fn(&Conflict) -> &str| -> String {
                small.iter().map(|piece| match piece {
                    Piece::Clean(text) => text.as_str(),
                    Piece::Conflict(conflict) => pick(conflict),
                }).collect()
            };
            prop_assert_eq!(side(|conflict| &conflict.base), base);
            prop_assert_eq!(side(|conflict| &conflict.mine), mine);
            prop_assert_eq!(side(|conflict| &conflict.theirs), theirs);
        }
    }
}
