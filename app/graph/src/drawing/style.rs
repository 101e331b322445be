//! The colours of a picture that is a file of its own, and what its lines and colours say.

use std::fmt::Write as _;

use messages::graph::legend as words;

use super::text::{decimal, escape};
use crate::layout::labels;
use crate::view::Colour;

/// As `style/tokens.css` has them, in light and dark.
pub(super) const STYLE: &str = "\
svg{background:#fbfaf7}.ground{fill:#fbfaf7}\
text{font:12.5px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;fill:#1d1f21}\
.edges path{fill:none;stroke:#5b6470;stroke-width:1.3}.edges .depends{stroke:#6b4fa0;stroke-dasharray:5 4}\
.edges .supports{stroke:#1b6e45;stroke-width:2.4}\
.edges .opposes{stroke:#a3352b;stroke-width:2.4;stroke-dasharray:1.5 4;stroke-linecap:round}\
.marks path{fill:none;stroke:#fff1b8;stroke-width:11;stroke-linecap:round}\
.tips path{fill:#5b6470}.tips .depends,.readings .depends{fill:#6b4fa0}.tips .supports,.readings .supports{fill:#1b6e45}\
.tips .opposes,.readings .opposes{fill:#a3352b}\
.readings text,.nodes circle~text{font-size:10.5px;paint-order:stroke;stroke:#fbfaf7;stroke-width:3px;stroke-linejoin:round}\
.nodes circle~text{font-size:11.5px;text-anchor:middle}.readings text{text-anchor:middle}\
.nodes rect,.nodes circle{fill:#fff;stroke:#5b6470;stroke-width:1.2}.nodes circle{stroke-width:2}\
.nodes .k-depends rect,.nodes .k-depends circle{stroke:#6b4fa0}.nodes .k-supports rect,.nodes .k-supports circle{stroke:#1b6e45}\
.nodes .k-opposes rect,.nodes .k-opposes circle{stroke:#a3352b}\
.nodes .here rect{fill:#e2f0ee}.nodes .c0 rect,.nodes .c0 circle,.c0{fill:#9dc1c1}.nodes .c1 rect,.nodes .c1 circle,.c1{fill:#c2d8d8}\
.nodes .c2 rect,.nodes .c2 circle,.c2{fill:#e2ecec}.c3{fill:#fff}.swatch{stroke:#5b6470}\
.nodes .path rect,.nodes .path circle{stroke:#c99f22;stroke-width:2.8}\
.nodes .here rect,.nodes .here circle{stroke:#0b6363;stroke-width:2.8}.nodes .here circle{fill:#0b6363}\
.nodes .here text,.head{font-weight:600}.lock{fill:#7d5200}.quiet{fill:#565b60;font-size:11.5px}.head{font-size:16px}\
@media(prefers-color-scheme:dark){svg{background:#16181a}.ground{fill:#16181a}text{fill:#e6e3dc}\
.edges path{stroke:#a3a9b0}.edges .depends{stroke:#b9a2e8}.edges .supports{stroke:#79cf9f}.edges .opposes{stroke:#ee8f83}\
.marks path{stroke:#453a12}.tips path{fill:#a3a9b0}.tips .depends,.readings .depends{fill:#b9a2e8}\
.tips .supports,.readings .supports{fill:#79cf9f}.tips .opposes,.readings .opposes{fill:#ee8f83}\
.readings text,.nodes circle~text{stroke:#16181a}.nodes rect,.nodes circle{fill:#1d2022;stroke:#a3a9b0}\
.nodes .k-depends rect,.nodes .k-depends circle{stroke:#b9a2e8}.nodes .k-supports rect,.nodes .k-supports circle{stroke:#79cf9f}\
.nodes .k-opposes rect,.nodes .k-opposes circle{stroke:#ee8f83}\
.nodes .here rect{fill:#17302f}.nodes .c0 rect,.nodes .c0 circle,.c0{fill:#3d6260}.nodes .c1 rect,.nodes .c1 circle,.c1{fill:#314949}\
.nodes .c2 rect,.nodes .c2 circle,.c2{fill:#263435}.c3{fill:#1d2022}.swatch{stroke:#a3a9b0}\
.nodes .path rect,.nodes .path circle{stroke:#a8862a}.nodes .here rect{stroke:#6cc5bd}\
.nodes .here circle{fill:#6cc5bd;stroke:#6cc5bd}.lock{fill:#e6b45c}.quiet{fill:#a7aaaa}}";

/// What the lines of each family say.
const FAMILIES: [(&str, &str); 4] = [
    ("part", words::PART),
    ("depends", words::DEPENDS),
    ("supports", words::SUPPORTS),
    ("opposes", words::OPPOSES),
];

/// The path of a padlock of about 9 by 11 around a place.
#[must_use]
pub fn lock(x: f64, y: f64) -> String {
    format!(
        "M{} {}h9v6.4h-9zM{} {}v-2.2a3.1 3.1 0 0 1 6.2 0v2.2h-1.5v-2.2a1.6 1.6 0 0 0-3.2 0v2.2z",
        decimal(x - 4.5),
        decimal(y - 0.6),
        decimal(x - 3.1),
        decimal(y - 0.6)
    )
}

pub(super) fn lock_sign(x: f64, y: f64) -> String {
    format!("<path class=\"lock\" d=\"{}\"/>", lock(x, y))
}

/// What is in a legend besides the families.
#[derive(Debug, Clone, Copy)]
pub(super) struct Legend<'a> {
    pub(super) families: &'a [&'static str],
    pub(super) colour: Colour,
    pub(super) locked: bool,
    pub(super) marked: bool,
    pub(super) dimmed: bool,
}

/// The legend below a picture of a width, and its height.
pub(super) fn legend(says: Legend<'_>, width: f64, top: f64) -> (String, f64) {
    const ROW: f64 = 20.0;
    const SIGN: f64 = 34.0;
    let mut items: Vec<(String, String)> = Vec::new();
    for (family, text) in FAMILIES.into_iter().filter(|(family, _)| says.families.contains(family)) {
        items.push((
            format!("<g class=\"edges\"><path class=\"{family}\" d=\"M0 -4H26\"/></g>"),
            text.to_owned(),
        ));
    }
    let shades: &[&str] = match says.colour {
        Colour::Kind => &[],
        Colour::Activity => &words::ACTIVITY,
        Colour::Distance => &words::DISTANCE,
    };
    for (nth, text) in shades.iter().enumerate() {
        let sign =
            format!("<rect class=\"swatch c{nth}\" x=\"8\" y=\"-10\" width=\"18\" height=\"12\" rx=\"2\"/>");
        items.push((sign, (*text).to_owned()));
    }
    if says.marked {
        let sign =
            "<g class=\"marks\"><path d=\"M4 -4H22\"/></g><g class=\"edges\"><path d=\"M0 -4H26\"/></g>";
        items.push((sign.to_owned(), words::CONNECTION.to_owned()));
    }
    if says.locked {
        items.push((lock_sign(19.0, -4.0), words::LOCKED.to_owned()));
    }
    if says.dimmed {
        let sign = "<g class=\"nodes\"><rect opacity=\"0.4\" x=\"8\" y=\"-10\" width=\"18\" height=\"12\" rx=\"2\"/></g>";
        items.push((sign.to_owned(), words::NO_MATCH.to_owned()));
    }
    let (mut svg, mut x, mut y) = (String::from("<g class=\"legend\">"), 16.0, top + 14.0);
    for (sign, text) in items {
        let wide = SIGN + labels::width(&text, 11.5) + 18.0;
        if x > 16.0 && x + wide > width {
            (x, y) = (16.0, y + ROW);
        }
        let _ = write!(
            svg,
            "<g transform=\"translate({} {})\">{sign}<text class=\"quiet\" x=\"{SIGN}\">{}</text></g>",
            decimal(x),
            decimal(y),
            escape(&text)
        );
        x += wide;
    }
    svg.push_str("</g>");
    (svg, y + 12.0 - top)
}
