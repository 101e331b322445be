//! The short titles of pictures.

/// A label: what stands before the colon (`A32: …`), or the first words.
#[must_use]
pub fn short(title: &str) -> String {
    const LIMIT: usize = 18;
    if let Some((code, _)) = title.split_once(':')
        && code.chars().count() <= 8
    {
        return code.to_owned();
    }
    if title.chars().count() <= LIMIT {
        return title.to_owned();
    }
    let mut label = String::new();
    for word in title.split_whitespace() {
        if label.chars().count() + word.chars().count() + 2 > LIMIT {
            break;
        }
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
    }
    if label.is_empty() {
        label = title.chars().take(LIMIT - 1).collect();
    }
    label.push('…');
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        assert_eq!(short("A32: Strengthen the fight"), "A32");
        assert_eq!(short("Should breach notification be mandatory?"), "Should breach…");
        assert_eq!(short("DG INFSO"), "DG INFSO");
    }
}
