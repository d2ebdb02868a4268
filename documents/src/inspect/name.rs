//! The name that somebody gave to a file, made safe to be shown and to be offered for saving.

/// How long a name may be, in characters.
const CHARS_MAX: usize = 100;

/// A name without a path, without control characters, without anything that turns the direction of writing or cannot be
/// seen, and without what systems treat specially. It may be empty. It never becomes a path on our disks.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|char| !is_hidden(*char)).map(|char| match char {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%' | '`' | '$' | ';' | '&' => '_',
        char if char.is_whitespace() => ' ',
        char => char,
    });
    let cut: String = kept.take(CHARS_MAX).collect();
    let cut = cut.trim_matches(|char: char| char == '.' || char == ' ');
    cut.to_owned()
}

/// Control characters, what turns the direction of writing, what has no width, and what no script uses.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for name in
            ["Wohnungsgeberbestätigung.pdf", "Mietvertrag Müller (1).pdf", "удостоверение.jpg", "scan-2026_03.png"]
        {
            assert_eq!(clean_name(name), name);
        }
    }

    #[test]
    fn a_name_is_no_path_and_nothing_in_it_deceives() {
        for (name, cleaned) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
            ("/", ""),
            ("..", ""),
            (".htaccess", "htaccess"),
            ("a\0b\r\nSet-Cookie: x=1.pdf", "abSet-Cookie_ x=1.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("zero\u{200b}width\u{feff}.pdf", "zerowidth.pdf"),
            ("\u{1b}[31mred.pdf", "[31mred.pdf"),
            ("a\"; filename=\"b.exe", "a__ filename=_b.exe"),
            ("<script>alert(1)</script>.pdf", "script_.pdf"),
            ("CON .pdf. . .", "CON .pdf"),
            ("$(reboot).pdf", "_(reboot).pdf"),
        ] {
            assert_eq!(clean_name(name), cleaned, "{name:?}");
        }
        assert_eq!(clean_name(&"ä".repeat(4000)).chars().count(), CHARS_MAX);
    }
}
