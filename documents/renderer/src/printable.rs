//! What of a text the font can show. The rest is written out, so that nobody signs what they did not see.

use serde_json::Value;

use crate::world::Fonts;

/// The characters that are printed as they are.
pub(crate) struct Printable(Vec<(u32, u32)>);

impl Printable {
    /// All that every font has, in ranges.
    pub(crate) fn with(fonts: &Fonts) -> Self {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for letter in fonts.letters().filter(|letter| !is_unseen(*letter)) {
            let point = u32::from(letter);
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == point => *last = point,
                _ => ranges.push((point, point)),
            }
        }
        Self(ranges)
    }

    /// Makes every text of the data printable, and counts the bytes of all of them.
    pub(crate) fn make(&self, data: &mut Value) -> usize {
        match data {
            Value::String(text) => {
                if text.chars().any(|letter| !self.shows(letter)) {
                    *text = self.written_out(text);
                }
                text.len()
            }
            Value::Array(values) => values.iter_mut().map(|value| self.make(value)).sum(),
            Value::Object(fields) => fields.values_mut().map(|value| self.make(value)).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
    }

    fn shows(&self, letter: char) -> bool {
        let point = u32::from(letter);
        let after = self.0.partition_point(|(first, _)| *first <= point);
        after > 0 && self.0[after - 1].1 >= point
    }

    fn written_out(&self, text: &str) -> String {
        use std::fmt::Write as _;

        let mut out = String::with_capacity(text.len() + 8);
        for letter in text.chars() {
            match letter {
                '\t' | '\n' => out.push(' '),
                letter if self.shows(letter) => out.push(letter),
                letter => write!(out, "[U+{:04X}]", u32::from(letter)).expect("a string grows"),
            }
        }
        out
    }
}

/// Characters that show nothing, or turn the order of others: they make what is read differ from what is stored.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{00}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let mut value = Value::String(text.to_owned());
        Printable::with(&Fonts::bundled()).make(&mut value);
        value.as_str().expect("it stays a text").to_owned()
    }

    #[test]
    fn what_turns_or_hides_letters_is_written_out() {
        assert_eq!(printed("Ada\u{202E}rellüM"), "Ada[U+202E]rellüM");
        assert_eq!(printed("Mül\u{200B}ler\u{AD}"), "Mül[U+200B]ler[U+00AD]");
        assert_eq!(printed("bell\u{7}"), "bell[U+0007]");
        assert_eq!(printed("two\nlines\tand a tab"), "two lines and a tab");
    }

    #[test]
    fn what_no_font_has_is_written_out() {
        assert_eq!(printed("Ada 🐟 水"), "Ada [U+1F41F] [U+6C34]");
    }

    /// DIN 91379: letters with marks that no single character has, the marks alone, and the ends of its ranges.
    #[test]
    fn every_letter_of_the_registers_is_printed() {
        let letters: String = ('\u{C0}'..='\u{17E}')
            .filter(|letter| *letter != '\u{AD}')
            .chain("ƇƈƏƗƠơƯưƷǍǜǞǟǢǰǴǵǸǿȒȓȘțȞȟȧȳəɨʒḂỹẞʹʺʾʿˈˌ’‡€ΆώЍѝ".chars())
            .collect();
        assert_eq!(printed(&letters), letters);
        for sequence in "A̋ C̀ C̕ C̨̆ K͟H L̥̄ M̐ R̥̄ S̛̄ T̛ Z̧ ch̦ ẗ Û̄ ÿ́ ē̍ Ž̧ Ḳ̄ Ạ̈ ụ̈ ō̍ ž̦".split(' ')
        {
            assert_eq!(printed(sequence), sequence);
        }
    }
}
