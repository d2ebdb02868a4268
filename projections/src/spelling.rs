//! How names and numbers are written, by different people and at different times.

/// The words of a name as people type them: without case, accents and the two ways to write an umlaut.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len() + 8);
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'ø' | 'œ' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ă' | 'ą' | 'ā' => plain.push('a'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'ď' | 'đ' | 'ð' => plain.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' | 'ė' => plain.push('e'),
            'ğ' | 'ģ' => plain.push('g'),
            'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ī' | 'į' => plain.push('i'),
            'ķ' => plain.push('k'),
            'ł' | 'ľ' | 'ĺ' | 'ļ' => plain.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => plain.push('n'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ő' | 'ō' => plain.push('o'),
            'ř' | 'ŕ' => plain.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => plain.push('s'),
            'ť' | 'ţ' | 'ț' => plain.push('t'),
            'ú' | 'ù' | 'û' | 'ů' | 'ű' | 'ū' | 'ų' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ź' | 'ž' | 'ż' => plain.push('z'),
            letter if letter.is_alphanumeric() => plain.push(letter),
            // Some systems write the dots of an umlaut apart from its letter.
            '\u{308}' if plain.ends_with(['a', 'o', 'u']) => plain.push('e'),
            // Combining marks are written over the letter before them and separate nothing, nor do apostrophes.
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The number of a text that is a spoken number: `V-012`, `v12`, `12`.
pub(crate) fn spoken_number(text: &str) -> Option<u32> {
    text.trim().trim_start_matches(['V', 'v']).trim_start_matches(['-', ' ']).parse().ok()
}

/// The first text after all that begin with this.
pub(crate) fn end_of(beginning: &str) -> String {
    format!("{beginning}{}", char::MAX)
}
