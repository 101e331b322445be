//! LaTeX as words: what people write into fields of BibTeX, read without a document around it.
//!
//! A hand-written reader with one table. `biblatex` keeps or drops the commands that it does not know, and calls itself for
//! each within another; here nothing is dropped, and groups are a list.

use unicode_normalization::UnicodeNormalization;

/// Words, and what was no word to us.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The words; not trimmed.
    pub(super) text: String,
    /// The names of commands that stood alone and are not known; they are among the words.
    pub(super) unknown: Vec<String>,
}

/// What becomes of a group when it ends.
#[derive(Clone, Copy)]
enum Group {
    /// Its words stay.
    Plain,
    /// Its words go, from this length of the text on.
    Gone(usize),
    /// This comes after it.
    Then(&'static str),
    /// It is the first of two parts of a fraction.
    Fraction,
    /// Its words, from this length of the text on, go after the group that follows it.
    Swapped(usize),
    /// What was swapped comes after it.
    After,
}

/// What a command stands for.
enum Meaning {
    /// Itself, as words.
    Is(&'static str),
    /// An accent over what follows.
    Accent(char),
    /// A manner to show what follows in, or nothing.
    Nothing,
    /// These words around its argument.
    Around(&'static str, &'static str),
    /// So many arguments that are not for readers.
    Hidden(u8),
    Fraction,
}

/// Words and verbatim text differ in what stands for a dash, a quotation mark or a space.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Words,
    Verbatim,
}

/// The words of a field, in one pass.
#[must_use]
pub(super) fn words(raw: &str) -> Words {
    Reader::new(raw, Mode::Words).read()
}

/// An address or a number as a field has it: without braces, with escaped signs as themselves.
#[must_use]
pub(super) fn verbatim(raw: &str) -> String {
    Reader::new(raw, Mode::Verbatim).read().text.trim().to_owned()
}

/// A sign as it stands above the line, if it has such a form: digits, and plus and minus.
#[must_use]
pub(super) const fn superscript(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        c => c,
    }
}

/// What stands above the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Raised {
    No,
    /// The next sign or group.
    Next,
    /// Until fewer groups than these are open.
    Until(usize),
}

struct Reader<'a> {
    rest: &'a str,
    mode: Mode,
    words: Words,
    groups: Vec<Group>,
    /// What the groups that follow next are, the last first.
    next: Vec<Group>,
    swapped: String,
    accent: Option<char>,
    maths: bool,
    raised: Raised,
}

impl<'a> Reader<'a> {
    const fn new(rest: &'a str, mode: Mode) -> Self {
        let words = Words { text: String::new(), unknown: Vec::new() };
        Self {
            rest,
            mode,
            words,
            groups: Vec::new(),
            next: Vec::new(),
            swapped: String::new(),
            accent: None,
            maths: false,
            raised: Raised::No,
        }
    }

    fn read(mut self) -> Words {
        while let Some(c) = self.rest.chars().next() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\\' => self.command(),
                '{' => self.open(),
                '}' => self.close(),
                _ if self.mode == Mode::Verbatim && c != '$' => self.put(c),
                '$' => self.dollar(),
                '~' => self.put(' '),
                '_' if self.maths => {}
                '^' if self.maths => self.raised = Raised::Next,
                '\'' if self.maths => self.put('′'),
                '-' if self.maths && self.raised == Raised::No => self.put('−'),
                '-' if self.taken("--") => self.put('—'),
                '-' if self.taken("-") => self.put('–'),
                '`' if self.taken("`") => self.put('“'),
                '\'' if self.taken("'") => self.put('”'),
                '?' if self.taken("`") => self.put('¿'),
                '!' if self.taken("`") => self.put('¡'),
                c => self.put(c),
            }
        }
        self.end_accent();
        self.words
    }

    /// Whether that comes next; then it is passed.
    fn taken(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn dollar(&mut self) {
        if self.mode == Mode::Verbatim {
            // `$\sim$` stands for a tilde in addresses; other dollars are themselves.
            if self.taken("\\sim$") || self.taken("{\\sim}$") || self.taken("_$") {
                self.put('~');
            } else {
                self.put('$');
            }
            return;
        }
        if !self.maths && !self.rest.contains('$') {
            self.put('$');
            return;
        }
        self.taken("$");
        self.maths = !self.maths;
        self.raised = Raised::No;
    }

    fn open(&mut self) {
        let mut group = self.next.pop().unwrap_or(Group::Plain);
        if let Group::Gone(from) | Group::Swapped(from) = &mut group {
            *from = self.words.text.len();
        }
        self.groups.push(group);
        if self.raised == Raised::Next {
            self.raised = Raised::Until(self.groups.len());
        }
    }

    fn close(&mut self) {
        self.end_accent();
        if self.raised == Raised::Until(self.groups.len()) {
            self.raised = Raised::No;
        }
        match self.groups.pop() {
            Some(Group::Gone(length)) => self.words.text.truncate(length),
            Some(Group::Then(words)) => self.words.text.push_str(words),
            Some(Group::Fraction) => self.words.text.push('/'),
            Some(Group::Swapped(length)) => {
                self.swapped = self.words.text.split_off(length.min(self.words.text.len()));
                self.next.push(Group::After);
            }
            Some(Group::After) => {
                let words = std::mem::take(&mut self.swapped);
                self.words.text.push_str(&words);
            }
            Some(Group::Plain) | None => {}
        }
    }

    /// An accent over nothing stands for itself.
    fn end_accent(&mut self) {
        match self.accent.take() {
            Some('\u{302}') => self.words.text.push('^'),
            Some('\u{303}') => self.words.text.push('~'),
            Some('\u{300}') => self.words.text.push('`'),
            Some('\u{301}') => self.words.text.push('\''),
            Some('\u{308}') => self.words.text.push('"'),
            _ => {}
        }
    }

    fn put(&mut self, c: char) {
        if let Some(accent) = self.accent {
            // `\'\i` and `\'{\i}` are an i with an accent, and `\' e` an e.
            if c.is_whitespace() {
                return;
            }
            self.accent = None;
            let c = match c {
                'ı' => 'i',
                'ȷ' => 'j',
                c => c,
            };
            if c.is_alphabetic() {
                self.words.text.extend([c, accent].into_iter().nfc());
            } else {
                self.words.text.push(c);
            }
            return;
        }
        match self.raised {
            Raised::No => self.words.text.push(c),
            Raised::Next if c.is_whitespace() => {}
            Raised::Next => {
                self.words.text.push(superscript(c));
                self.raised = Raised::No;
            }
            Raised::Until(_) => self.words.text.push(superscript(c)),
        }
    }

    fn command(&mut self) {
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(letters);
        if name.is_empty() {
            self.sign();
            return;
        }
        let after = rest.strip_prefix('*').filter(|rest| rest.starts_with(['{', '['])).unwrap_or(rest);
        // Blanks after a name belong to it.
        self.rest = after.trim_start_matches([' ', '\t', '\n', '\r']);
        if let Some(accent) = named_accent(name)
            && (name.len() > 1 || !self.rest.is_empty())
        {
            self.end_accent();
            self.accent = Some(accent);
            return;
        }
        match meaning(name) {
            Some(Meaning::Is(words)) => {
                if words == "°" || words == "′" {
                    self.raised = Raised::No;
                }
                let spaced = self.maths && self.words.text.ends_with(' ');
                for c in words.chars() {
                    self.put(c);
                }
                // An empty group only ends the name.
                if !self.taken("{}") && spaced && after.starts_with(' ') && words.starts_with(is_relation) {
                    self.put(' ');
                }
            }
            Some(Meaning::Accent(accent)) => self.accent = Some(accent),
            Some(Meaning::Nothing) => {
                self.options();
                self.taken("{}");
            }
            Some(Meaning::Around(before, then)) => {
                self.options();
                self.words.text.push_str(before);
                self.next.push(Group::Then(then));
            }
            Some(Meaning::Hidden(arguments)) => {
                self.options();
                self.next.extend((0..arguments).map(|_| Group::Gone(0)));
            }
            Some(Meaning::Fraction) => self.next.extend([Group::Plain, Group::Fraction]),
            // An entry of the classic examples has the parts of a year in the order in which to sort it.
            None if name == "switchargs" => self.next.push(Group::Swapped(0)),
            // The sign after it, by its form: `\char`\{`.
            None if name == "char" && self.taken("`") => {
                self.taken("\\");
                if let Some(c) = self.rest.chars().next() {
                    self.rest = &self.rest[c.len_utf8()..];
                    self.put(c);
                }
            }
            None => self.other(name),
        }
    }

    /// A command that is not known: what is in its braces stays; one that stands alone becomes a word.
    fn other(&mut self, name: &str) {
        self.options();
        if self.rest.starts_with('{') && !self.rest.starts_with("{}") {
            return;
        }
        self.taken("{}");
        for c in name.chars() {
            self.put(c);
        }
        if self.rest.starts_with(|c: char| c.is_alphanumeric()) {
            self.put(' ');
        }
        self.words.unknown.push(format!("\\{name}"));
    }

    /// Passes options, as in `\cite[12]{x}`.
    fn options(&mut self) {
        if let Some(rest) = self.rest.strip_prefix('[')
            && let Some(end) = rest.bytes().take(100).position(|byte| byte == b']')
        {
            self.rest = &rest[end + 1..];
        }
    }

    fn sign(&mut self) {
        let Some(c) = self.rest.chars().next() else {
            self.put('\\');
            return;
        };
        self.rest = &self.rest[c.len_utf8()..];
        if self.mode == Mode::Verbatim {
            match c {
                '~' | '^' => {
                    self.taken("{}");
                    self.put(c);
                }
                '_' | '%' | '#' | '&' | '$' | '{' | '}' | '-' | '/' | '\\' => self.put(c),
                c => {
                    self.put('\\');
                    self.put(c);
                }
            }
            return;
        }
        let accent = match c {
            '\'' => '\u{301}',
            '`' => '\u{300}',
            '^' => '\u{302}',
            '"' => '\u{308}',
            '~' => '\u{303}',
            '=' => '\u{304}',
            '.' => '\u{307}',
            '\\' | ' ' | '\n' | '\t' | '\r' | ',' | ';' | ':' => return self.put(' '),
            '!' | '-' | '/' | '@' | '(' | ')' | '[' | ']' => {
                if matches!(c, '(' | ')' | '[' | ']') {
                    self.maths = matches!(c, '(' | '[');
                    self.raised = Raised::No;
                }
                return;
            }
            '|' => '‖',
            c => return self.put(c),
        };
        if accent == '‖' {
            self.put(accent);
        } else {
            self.end_accent();
            self.accent = Some(accent);
        }
    }
}

/// Whether a sign stands between two things.
fn is_relation(c: char) -> bool {
    "=<>≤≥≪≫≈≃∼≅≡≠∝∈∉⊂⊆∪∩→←↔⇒⇔⟶±×·∓⊗⊕".contains(c)
}

fn named_accent(name: &str) -> Option<char> {
    Some(match name {
        "u" => '\u{306}',
        "v" => '\u{30C}',
        "H" => '\u{30B}',
        "c" => '\u{327}',
        "d" => '\u{323}',
        "b" => '\u{331}',
        "k" => '\u{328}',
        "r" => '\u{30A}',
        "h" => '\u{309}',
        "t" => '\u{361}',
        "G" => '\u{30F}',
        "U" => '\u{30E}',
        _ => return None,
    })
}

#[expect(
    clippy::too_many_lines,
    clippy::match_same_arms,
    reason = "a table, in the order of what it is about"
)]
fn meaning(name: &str) -> Option<Meaning> {
    use Meaning::{Accent, Around, Fraction, Hidden, Is, Nothing};
    Some(match name {
        // Letters.
        "o" => Is("ø"),
        "O" => Is("Ø"),
        "l" => Is("ł"),
        "L" => Is("Ł"),
        "i" | "imath" => Is("ı"),
        "j" | "jmath" => Is("ȷ"),
        "ss" => Is("ß"),
        "SS" => Is("ẞ"),
        "ae" => Is("æ"),
        "AE" => Is("Æ"),
        "oe" => Is("œ"),
        "OE" => Is("Œ"),
        "aa" => Is("å"),
        "AA" => Is("Å"),
        "dh" => Is("ð"),
        "DH" => Is("Ð"),
        "dj" => Is("đ"),
        "DJ" => Is("Đ"),
        "th" => Is("þ"),
        "TH" => Is("Þ"),
        "ng" => Is("ŋ"),
        "NG" => Is("Ŋ"),
        "ij" => Is("ĳ"),
        "IJ" => Is("Ĳ"),
        "cprime" => Is("ʹ"),
        "cdprime" => Is("ʺ"),
        // Signs of text.
        "textbackslash" | "backslash" | "bs" => Is("\\"),
        "textbraceleft" | "lbrace" => Is("{"),
        "textbraceright" | "rbrace" => Is("}"),
        "textasciitilde" | "sim" | "thicksim" | "texttildelow" => Is(if name == "sim" { "∼" } else { "~" }),
        "textasciicircum" => Is("^"),
        "textasciigrave" => Is("`"),
        "textasciiacute" => Is("´"),
        "textunderscore" => Is("_"),
        "textbar" | "vert" | "mid" | "lvert" | "rvert" => Is("|"),
        "Vert" | "lVert" | "rVert" | "parallel" => Is("‖"),
        "textless" | "lt" => Is("<"),
        "textgreater" | "gt" => Is(">"),
        "textdollar" => Is("$"),
        "textquotedbl" | "dq" => Is("\""),
        "textquotesingle" => Is("'"),
        "lq" => Is("‘"),
        "rq" | "textquoteright" => Is("’"),
        "textquoteleft" => Is("‘"),
        "textquotedblleft" => Is("“"),
        "textquotedblright" => Is("”"),
        "quotedblbase" | "glqq" => Is("„"),
        "quotesinglbase" | "glq" => Is("‚"),
        "grqq" => Is("“"),
        "grq" => Is("‘"),
        "guillemotleft" | "guillemetleft" | "flqq" => Is("«"),
        "guillemotright" | "guillemetright" | "frqq" => Is("»"),
        "guilsinglleft" | "flq" => Is("‹"),
        "guilsinglright" | "frq" => Is("›"),
        "textendash" | "endash" => Is("–"),
        "textemdash" | "emdash" => Is("—"),
        "hyphen" | "nbhyphen" | "texthyphen" => Is("-"),
        "slash" => Is("/"),
        "dots" | "ldots" | "textellipsis" | "cdots" | "dotsc" | "dotsb" => Is("…"),
        "textdegree" | "degree" | "deg" | "circ" | "degrees" => Is("°"),
        "textcelsius" | "celsius" | "degreeCelsius" => Is("°C"),
        "ohm" | "textohm" => Is("Ω"),
        "micro" | "textmu" => Is("µ"),
        "copyright" | "textcopyright" => Is("©"),
        "textregistered" => Is("®"),
        "texttrademark" => Is("™"),
        "textordmasculine" => Is("º"),
        "textordfeminine" => Is("ª"),
        "textsection" | "S" => Is("§"),
        "textparagraph" | "P" => Is("¶"),
        "dag" | "dagger" | "textdagger" => Is("†"),
        "ddag" | "ddagger" | "textdaggerdbl" => Is("‡"),
        "textbullet" | "bullet" => Is("•"),
        "textperiodcentered" => Is("·"),
        "pounds" | "textsterling" => Is("£"),
        "euro" | "texteuro" | "EUR" => Is("€"),
        "textyen" => Is("¥"),
        "textcent" => Is("¢"),
        "textexclamdown" => Is("¡"),
        "textquestiondown" => Is("¿"),
        "textonehalf" => Is("½"),
        "textonequarter" => Is("¼"),
        "textthreequarters" => Is("¾"),
        "textonesuperior" => Is("¹"),
        "texttwosuperior" => Is("²"),
        "textthreesuperior" => Is("³"),
        "textperthousand" => Is("‰"),
        "textnumero" => Is("№"),
        "textbrokenbar" => Is("¦"),
        "textminus" => Is("−"),
        "TeX" => Is("TeX"),
        "AmSTeX" => Is("AmSTeX"),
        "MF" | "METAFONT" => Is("METAFONT"),
        "MP" | "METAPOST" => Is("METAPOST"),
        "UNIX" => Is("UNIX"),
        "Dash" | "dash" => Is("—"),
        "LaTeX" => Is("LaTeX"),
        "LaTeXe" => Is("LaTeX2e"),
        "BibTeX" => Is("BibTeX"),
        "XeTeX" => Is("XeTeX"),
        "LuaTeX" => Is("LuaTeX"),
        // Maths.
        "alpha" | "textalpha" => Is("α"),
        "beta" | "textbeta" => Is("β"),
        "gamma" | "textgamma" => Is("γ"),
        "delta" | "textdelta" => Is("δ"),
        "epsilon" | "varepsilon" => Is("ε"),
        "zeta" => Is("ζ"),
        "eta" => Is("η"),
        "theta" => Is("θ"),
        "vartheta" => Is("ϑ"),
        "iota" => Is("ι"),
        "kappa" | "varkappa" => Is("κ"),
        "lambda" => Is("λ"),
        "mu" => Is("μ"),
        "nu" => Is("ν"),
        "xi" => Is("ξ"),
        "omicron" => Is("ο"),
        "pi" | "varpi" => Is("π"),
        "rho" | "varrho" => Is("ρ"),
        "sigma" => Is("σ"),
        "varsigma" => Is("ς"),
        "tau" => Is("τ"),
        "upsilon" => Is("υ"),
        "phi" | "varphi" => Is("φ"),
        "chi" => Is("χ"),
        "psi" => Is("ψ"),
        "omega" => Is("ω"),
        "Gamma" => Is("Γ"),
        "Delta" => Is("Δ"),
        "Theta" => Is("Θ"),
        "Lambda" => Is("Λ"),
        "Xi" => Is("Ξ"),
        "Pi" => Is("Π"),
        "Sigma" => Is("Σ"),
        "Upsilon" => Is("Υ"),
        "Phi" => Is("Φ"),
        "Psi" => Is("Ψ"),
        "Omega" => Is("Ω"),
        "ell" => Is("ℓ"),
        "hbar" => Is("ħ"),
        "partial" => Is("∂"),
        "nabla" => Is("∇"),
        "infty" => Is("∞"),
        "aleph" => Is("ℵ"),
        "Re" => Is("ℜ"),
        "Im" => Is("ℑ"),
        "pm" | "textpm" => Is("±"),
        "mp" => Is("∓"),
        "times" | "texttimes" => Is("×"),
        "div" => Is("÷"),
        "cdot" => Is("·"),
        "ast" => Is("∗"),
        "star" => Is("⋆"),
        "leq" | "le" | "leqslant" => Is("≤"),
        "geq" | "ge" | "geqslant" => Is("≥"),
        "ll" => Is("≪"),
        "gg" => Is("≫"),
        "neq" | "ne" => Is("≠"),
        "approx" => Is("≈"),
        "simeq" => Is("≃"),
        "cong" => Is("≅"),
        "equiv" => Is("≡"),
        "propto" => Is("∝"),
        "in" => Is("∈"),
        "notin" => Is("∉"),
        "subset" => Is("⊂"),
        "subseteq" => Is("⊆"),
        "supset" => Is("⊃"),
        "cup" => Is("∪"),
        "cap" => Is("∩"),
        "emptyset" | "varnothing" => Is("∅"),
        "forall" => Is("∀"),
        "exists" => Is("∃"),
        "neg" | "lnot" => Is("¬"),
        "wedge" | "land" => Is("∧"),
        "vee" | "lor" => Is("∨"),
        "oplus" => Is("⊕"),
        "otimes" => Is("⊗"),
        "perp" | "bot" => Is("⊥"),
        "angle" => Is("∠"),
        "triangle" => Is("△"),
        "square" | "Box" => Is("□"),
        "lozenge" => Is("◊"),
        "prime" => Is("′"),
        "sum" => Is("∑"),
        "prod" => Is("∏"),
        "int" => Is("∫"),
        "sqrt" => Is("√"),
        "rightarrow" | "to" | "textrightarrow" => Is("→"),
        "longrightarrow" => Is("⟶"),
        "leftarrow" | "gets" | "textleftarrow" => Is("←"),
        "leftrightarrow" => Is("↔"),
        "hookrightarrow" => Is("↪"),
        "Rightarrow" | "implies" => Is("⇒"),
        "Leftrightarrow" | "iff" => Is("⇔"),
        "rightleftharpoons" => Is("⇌"),
        "uparrow" => Is("↑"),
        "downarrow" => Is("↓"),
        "mapsto" => Is("↦"),
        "langle" => Is("⟨"),
        "rangle" => Is("⟩"),
        "lfloor" => Is("⌊"),
        "rfloor" => Is("⌋"),
        "odot" => Is("⊙"),
        "sun" => Is("☉"),
        "sharp" => Is("♯"),
        "flat" => Is("♭"),
        "log" => Is("log"),
        "ln" => Is("ln"),
        "exp" => Is("exp"),
        "sin" => Is("sin"),
        "cos" => Is("cos"),
        "tan" => Is("tan"),
        "min" => Is("min"),
        "max" => Is("max"),
        "lim" => Is("lim"),
        "mod" | "bmod" => Is("mod"),
        "hat" | "widehat" => Accent('\u{302}'),
        "bar" | "overline" => Accent('\u{304}'),
        "tilde" | "widetilde" => Accent('\u{303}'),
        "vec" => Accent('\u{20D7}'),
        "dot" => Accent('\u{307}'),
        "ddot" => Accent('\u{308}'),
        "acute" => Accent('\u{301}'),
        "grave" => Accent('\u{300}'),
        "check" => Accent('\u{30C}'),
        "breve" => Accent('\u{306}'),
        "frac" | "tfrac" | "dfrac" | "nicefrac" | "sfrac" | "textfrac" => Fraction,
        // Manners, and what is seen by a printer only.
        "em" | "it" | "bf" | "rm" | "sc" | "sl" | "sf" | "tt" | "up" | "itshape" | "bfseries" | "upshape"
        | "scshape" | "slshape" | "mdseries" | "rmfamily" | "sffamily" | "ttfamily" | "normalfont"
        | "selectfont" | "tiny" | "small" | "footnotesize" | "normalsize" | "large" | "Large" | "relax"
        | "displaystyle" | "textstyle" | "scriptstyle" | "limits" | "nolimits" | "left" | "right" | "big"
        | "Big" | "bigl" | "bigr" | "cal" | "boldmath" | "protect" | "noindent" | "llap" | "rlap"
        | "smash" | "null" | "leavevmode" | "unskip" | "ignorespaces" | "emph" | "textit" | "textbf"
        | "textrm" | "textsc" | "textsl" | "textsf" | "texttt" | "textup" | "textnormal" | "textmd"
        | "text" | "mbox" | "hbox" | "ensuremath" | "mathrm" | "mathit" | "mathbf" | "mathsf" | "mathtt"
        | "mathcal" | "mathbb" | "mathfrak" | "mathscr" | "boldsymbol" | "bm" | "operatorname"
        | "underline" | "uppercase" | "lowercase" | "MakeUppercase" | "MakeLowercase"
        | "MakeSentenceCase" | "NoCaseChange" | "url" | "path" | "nolinkurl" | "allowbreak" | "nobreak"
        | "break" | "linebreak" | "hskip" | "textsubscript" | "textsubscr" | "mkbibemph" | "mkbibitalic"
        | "mkbibbold" | "mkbibacro" | "mkbibnamefamily" | "num" | "si" | "SI" | "unit" | "qty" | "ce" => {
            Nothing
        }
        "textsuperscript" | "mkbibsuperscript" => Nothing,
        "space" | "quad" | "qquad" | "enspace" | "thinspace" | "nobreakspace" | "newline" | "addspace"
        | "addnbspace" | "addthinspace" | "textvisiblespace" | "par" => Is(" "),
        "adddot" | "isdot" => Is("."),
        "addcomma" => Is(","),
        "addcolon" => Is(":"),
        "enquote" | "mkbibquote" | "textquote" => Around("“", "”"),
        "mkbibparens" => Around("(", ")"),
        "mkbibbrackets" => Around("[", "]"),
        "noopsort" | "NoopSort" | "SortNoop" | "sortnoop" | "noop" | "textcolor" | "color" | "href"
        | "hspace" | "vspace" | "label" | "fontsize" | "foreignlanguage" | "selectlanguage"
        | "hypertarget" => Hidden(1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_maths_become_plain_words() {
        for (raw, is) in [
            ("On \\emph{Mytilus edulis} at 20~\\textdegree C", "On Mytilus edulis at 20 °C"),
            ("$\\alpha$-helix \\& {DNA}", "α-helix & DNA"),
            ("Core\\textendash{Shell} Nanowires", "Core–Shell Nanowires"),
            ("M{\\\"u}ller, J{\\o}rgen", "Müller, Jørgen"),
            ("{\\c{S}}ahin, Ay{\\c{s}}e", "Şahin, Ayşe"),
            ("\\'{\\i}nd\\'\\i ce \\v{C}ech \\H{o} \\k a \\r{a} \\u g", "índíce Čech ő ą å ğ"),
            ("{\\it E. coli} in H$_2$O and 10$^{-3}$ m$^2$", "E. coli in H2O and 10⁻³ m²"),
            ("the 19$^{th}$ century at 20$^\\circ$C and $37^{\\circ}$C", "the 19th century at 20°C and 37°C"),
            ("1--2 --- ``quoted'' \\enquote{too}", "1–2 — “quoted” “too”"),
            ("{\\LaTeX} and \\TeX{} and \\TeX\\ too", "LaTeX and TeX and TeX too"),
            ("\\textbraceleft{}a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d", "{a\\b~c^d"),
            ("\\{ x \\} \\% \\# \\$ \\_ -{}-", "{ x } % # $ _ --"),
            ("$\\frac{1}{2}$ of \\href{https://example.org}{it}", "1/2 of it"),
            ("\\noopsort{1973b}The \\textsc{mcxcviii}", "The mcxcviii"),
            ("methodology\\hyphen independent", "methodology-independent"),
            ("costs 5$ or less", "costs 5$ or less"),
            ("a \\strange{kept} b", "a kept b"),
            ("$x \\leq y$ and $a\\to b$", "x ≤ y and a→b"),
            ("\\~{}x \\^{}", "~x ^"),
            ("S{\\~a}o Jos\\'e", "São José"),
            ("end \\", "end \\"),
            ("50% of it", "50% of it"),
            ("{\\noopsort{1973a}}{\\switchargs{--90}{1968}}", "1968–90"),
            ("How to \\char`\\{ it\\Dash{}all", "How to { it—all"),
            ("\\textsuperscript{2}", "2"),
            ("\\mkbibquote{One} two", "“One” two"),
        ] {
            assert_eq!(words(raw).text, is, "{raw}");
        }
        let strange = words("a \\strange b");
        assert_eq!((strange.text.as_str(), strange.unknown), ("a strange b", vec!["\\strange".to_owned()]));
    }

    #[test]
    fn addresses_are_verbatim() {
        for (raw, is) in [
            ("10.1007/978-3-000-00000-5\\_12", "10.1007/978-3-000-00000-5_12"),
            ("10.1007/3-540-00000-5{\\_}1", "10.1007/3-540-00000-5_1"),
            ("https://example.org/a\\_b{\\_}c", "https://example.org/a_b_c"),
            ("\\url{https://example.org/~me/a--b}", "https://example.org/~me/a--b"),
            (
                "https://example.org/{\\textasciitilde}me/\\~{}you/$\\sim$us",
                "https://example.org/~me/~you/~us",
            ),
            ("https://example.org/a\\%20b?x=1\\&y=2#z", "https://example.org/a%20b?x=1&y=2#z"),
        ] {
            assert_eq!(verbatim(raw), is, "{raw}");
        }
    }
}
