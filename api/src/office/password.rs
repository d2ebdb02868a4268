//! Passwords: which are taken, and how they are kept. By NIST SP 800-63B, 3.1.1, and the parameters of OWASP.

use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use event_store::{Failure, random};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a password is at least. Nothing is asked of what it is made of: that makes passwords worse.
const CHARS_MIN: usize = 12;
/// How long it may be, so that nobody keeps the server busy with one.
const BYTES_MAX: usize = 512;
/// How many characters it is made of at least.
const DIFFERENT_MIN: usize = 5;
/// How many are worked on at once: each takes 19 MiB and most of a core for a while.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is tried first against everybody, in lower case and without figures and signs.
const COMMON: [&str; 40] = [
    "abc",
    "admin",
    "administrator",
    "amt",
    "benutzer",
    "buergeramt",
    "bürgeramt",
    "changeme",
    "fruehling",
    "frühling",
    "fußball",
    "geheim",
    "gemeinde",
    "hallo",
    "hallowelt",
    "herbst",
    "iloveyou",
    "kennwort",
    "landeshauptstadt",
    "letmein",
    "master",
    "mypassword",
    "passwd",
    "password",
    "passwort",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "qwertzuiop",
    "rathaus",
    "saarbruecken",
    "saarbrücken",
    "saarland",
    "schatz",
    "sommer",
    "stadt",
    "vorgang",
    "willkommen",
    "winter",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is too short.
    #[error("a password has at least 12 characters; a sentence is easy to remember and hard to guess")]
    TooShort,
    /// It is too long.
    #[error("a password has at most 512 bytes")]
    TooLong,
    /// It is the name, or little more.
    #[error("the name is no password")]
    IsName,
    /// It is one of those that are tried first.
    #[error("this password is one of those that are tried first; take another")]
    Common,
}

/// Refuses a password that others would guess.
pub(super) fn check(name: &str, password: &str) -> Result<(), Unfit> {
    if password.chars().count() < CHARS_MIN {
        return Err(Unfit::TooShort);
    }
    if password.len() > BYTES_MAX {
        return Err(Unfit::TooLong);
    }
    let (bare, name) = (letters(password), letters(name));
    if !name.is_empty() && (bare == name || bare == name.repeat(2) || bare == reversed(&name)) {
        return Err(Unfit::IsName);
    }
    // A word with figures behind it, or nothing but figures in a row.
    let lower: Vec<char> = password.to_lowercase().chars().collect();
    let different = lower.iter().collect::<std::collections::BTreeSet<_>>().len();
    let steps = |step: i64| {
        lower.windows(2).filter(|two| i64::from(u32::from(two[1])) - i64::from(u32::from(two[0])) == step).count()
    };
    let in_row = steps(0).max(steps(1)).max(steps(-1));
    let half = lower.len() / 2;
    let is_repeated = (1..=half).any(|part| {
        lower.len().is_multiple_of(part) && part <= 4 && lower.chunks(part).all(|chunk| chunk == &lower[..part])
    });
    let is_common = COMMON.iter().any(|word| bare == *word || bare == word.repeat(2));
    if different < DIFFERENT_MIN || is_common || is_repeated || in_row + 3 >= lower.len() {
        return Err(Unfit::Common);
    }
    Ok(())
}

/// What is left in lower case without figures, signs and spaces.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|sign| sign.is_alphabetic()).collect()
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// Argon2id with 19 MiB, two passes and one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters lie within the bounds of the algorithm");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hashed(password: &str) -> Result<String, Failure> {
    let salt: [u8; 16] = random::bytes()?;
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| Failure::Key("the password could not be hashed".to_owned()))
}

/// The hash under which a password is kept, made off the threads that answer requests.
pub(super) async fn hash(password: String) -> Result<String, Failure> {
    tokio::task::spawn_blocking(move || hashed(&password)).await.map_err(|error| Failure::Unavailable(error.into()))?
}

/// A place to look at a password: so many are looked at at once, because each takes memory and a core.
pub(super) struct Place(SemaphorePermit<'static>);

/// Waits for a place; none if too many others wait.
pub(super) async fn place() -> Option<Place> {
    static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE));
    let permit = tokio::time::timeout(PATIENCE, PLACES.acquire()).await.ok()?;
    Some(Place(permit.expect("the semaphore is never closed")))
}

/// Whether the password is the one of the hash.
///
/// Without a hash the same work is done on one of nobody's, so that the time says nothing about whether there is one.
/// The place is taken until the work is done, whether or not anybody still waits for it.
pub(super) async fn is_right(place: Place, password: String, kept: Option<String>) -> Result<bool, Failure> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let work = move || {
        let Place(_until_it_is_done) = &place;
        if password.len() > BYTES_MAX {
            return Ok(false);
        }
        let hash = match &kept {
            Some(hash) => hash,
            None if NOBODYS.get().is_none() => {
                let made = hashed(&hex::encode(random::bytes::<16>()?))?;
                NOBODYS.get_or_init(|| made)
            }
            None => NOBODYS.get().expect("it was made before"),
        };
        let is_it = match PasswordHash::new(hash) {
            Ok(hash) => argon2().verify_password(password.as_bytes(), &hash).is_ok(),
            Err(_) => return Err(Failure::Corrupt("the hash of a password is not readable".to_owned())),
        };
        Ok(is_it && kept.is_some())
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Unavailable(error.into()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_no_password() {
        for (password, why) in [
            ("elf zeichen", Unfit::TooShort),
            ("", Unfit::TooShort),
            (&"a b c d e f ".repeat(60), Unfit::TooLong),
            ("Clara.Klein!", Unfit::IsName),
            ("claraklein2026!!", Unfit::IsName),
            ("nielKaralC 77", Unfit::IsName),
            ("Passwort123456", Unfit::Common),
            ("password-2026!", Unfit::Common),
            ("SommerSommer26", Unfit::Common),
            ("Willkommen 2026", Unfit::Common),
            ("123456789012", Unfit::Common),
            ("abcdefghijklmn", Unfit::Common),
            ("zyxwvutsrqponm", Unfit::Common),
            ("abcabcabcabcabc", Unfit::Common),
            ("aaaaaaaaaaaaaaaa", Unfit::Common),
            ("1212121212121212", Unfit::Common),
        ] {
            assert_eq!(check("Clara Klein", password), Err(why), "{password}");
        }
    }

    #[test]
    fn nothing_is_asked_of_what_a_password_is_made_of() {
        for password in ["korrekt pferd batterie", "öäüß öäüß eins", "zwölf kleine buchstaben", "4711-0815-9293-x"]
        {
            assert_eq!(check("CLARA", password), Ok(()), "{password}");
        }
        assert_eq!(check("4711", "ein ganz langer satz"), Ok(()), "a number of the staff has no letters");
    }

    #[tokio::test]
    async fn a_password_is_kept_as_a_hash_that_says_how_it_was_made() {
        let kept = hash("korrekt pferd batterie".to_owned()).await.expect("it is hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("korrekt pferd batterie".to_owned()).await.expect("it is hashed"), "each has a salt");
        let right = async |password: &str, kept: Option<&String>| {
            is_right(place().await.expect("there is one"), password.to_owned(), kept.cloned()).await.expect("it works")
        };
        assert!(right("korrekt pferd batterie", Some(&kept)).await);
        assert!(!right("Korrekt pferd batterie", Some(&kept)).await);
        assert!(!right("", Some(&kept)).await && !right("korrekt pferd batterie", None).await);
        assert!(!right(&"x".repeat(100_000), Some(&kept)).await);
        let broken = is_right(place().await.expect("there is one"), "x".to_owned(), Some("plain".to_owned())).await;
        assert!(matches!(broken, Err(Failure::Corrupt(_))), "{broken:?}");
    }
}
