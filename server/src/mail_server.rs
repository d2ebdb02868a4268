//! The mail server, as operators write it: `smtp://name:password@host:port` or `smtps://…`.

use std::path::Path;

use anyhow::{Context as _, ensure};
use notifications::{Encryption, Server, Smtp};
use url::Url;

use crate::config::Config;

/// The port at which mail servers take mails from their own people (RFC 6409).
const SUBMISSION: u16 = 587;
/// The same, encrypted from the start (RFC 8314, 7.3).
const SUBMISSIONS: u16 = 465;

/// The way to the mail server, if one is configured.
pub fn open(config: &Config, from: &str) -> anyhow::Result<Option<Smtp>> {
    let Some(address) = &config.smtp_url else { return Ok(None) };
    let password = config.smtp_password_file.as_deref().map(password).transpose()?;
    let server = parse(address, password)?;
    let trusted = config.smtp_ca_file.as_deref().map(certificates).transpose()?;
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let smtp = Smtp::new(server, domain, trusted.as_deref());
    smtp.map(Some).context("the mail server cannot be used; check VORGANG_SMTP_CA_FILE")
}

/// Reads an address. What is wrong with it is said without it: it may hold a password.
fn parse(address: &str, password: Option<String>) -> anyhow::Result<Server> {
    const FORM: &str =
        "VORGANG_SMTP_URL is no address of a mail server; write it as in smtp://name@mail.example.org:587";
    let url = Url::parse(address).ok().context(FORM)?;
    let (encryption, port) = match url.scheme() {
        "smtp" => (Encryption::StartTls, SUBMISSION),
        "smtps" => (Encryption::FromTheStart, SUBMISSIONS),
        _ => anyhow::bail!(FORM),
    };
    let host = url.host_str().filter(|host| !host.is_empty()).context(FORM)?.to_owned();
    ensure!(matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none(), FORM);
    let text = |part: &str| percent_encoding::percent_decode_str(part).decode_utf8().ok().map(String::from);
    let name = text(url.username()).context(FORM)?;
    let written = url.password().map(|password| text(password).context(FORM)).transpose()?;
    ensure!(
        written.is_none() || password.is_none(),
        "the mail server has two passwords: leave out the one in VORGANG_SMTP_URL or VORGANG_SMTP_PASSWORD_FILE"
    );
    let credentials = match (name.is_empty(), written.or(password)) {
        (true, None) => None,
        (false, Some(password)) => Some((name, password)),
        (true, Some(_)) => anyhow::bail!("the mail server has a password and no name; write smtp://name@host"),
        (false, None) => anyhow::bail!(
            "the mail server has a name and no password; put it into a file and name that with VORGANG_SMTP_PASSWORD_FILE"
        ),
    };
    Ok(Server { host, port: url.port().unwrap_or(port), encryption, credentials })
}

fn password(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!("the file {} cannot be read; name another with VORGANG_SMTP_PASSWORD_FILE", file.display())
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn certificates(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| {
        format!("the certificates {} cannot be read; name other ones with VORGANG_SMTP_CA_FILE", file.display())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_server_and_who_the_office_is_there() {
        let plain = parse("smtp://mail.example.org", None).expect("an address");
        assert_eq!(
            (plain.host.as_str(), plain.port, plain.encryption),
            ("mail.example.org", 587, Encryption::StartTls)
        );
        assert_eq!(plain.credentials, None);
        let full = parse("smtps://amt%40example.org:ge%3Aheim@mail.example.org:2465/", None).expect("an address");
        assert_eq!((full.port, full.encryption), (2465, Encryption::FromTheStart));
        assert_eq!(full.credentials, Some(("amt@example.org".to_owned(), "ge:heim".to_owned())));
        let by_file = parse("smtp://amt@mail.example.org", Some("geheim".to_owned())).expect("an address");
        assert_eq!(by_file.credentials, Some(("amt".to_owned(), "geheim".to_owned())));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let secret = || Some("geheim".to_owned());
        let wrong = [
            ("mail.example.org", None),
            ("http://amt:geheim@mail.example.org", None),
            ("smtp://", None),
            ("smtp://amt:geheim@mail.example.org/inbox", None),
            ("smtp://amt@mail.example.org", None),
            ("smtp://mail.example.org", secret()),
            ("smtp://amt:geheim@mail.example.org", secret()),
            ("smtp://amt:geheim@mail.example.org:99999", None),
        ];
        for (address, password) in wrong {
            let error = format!("{:#}", parse(address, password).expect_err(address));
            assert!(error.contains("smtp") || error.contains("SMTP"), "{address}: {error}");
            assert!(!error.contains("geheim"), "{address}: {error}");
        }
    }
}
