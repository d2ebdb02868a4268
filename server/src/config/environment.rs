//! The environment wins over the file.

use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use payments::xbezahldienste::{self, Authentication};
use payments::{Secret, SecretSource};

use super::{Config, FILE, S3Config, SealConfig};

impl Config {
    pub(super) fn override_by(&mut self, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        if let Some(bind) = environment("VORGANG_BIND") {
            self.bind =
                bind.parse().with_context(|| format!("VORGANG_BIND is {bind:?}; write it as in 127.0.0.1:8080"))?;
        }
        if let Some(data) = environment("VORGANG_DATA") {
            self.data = PathBuf::from(data);
        }
        // What the environment says holds for every authority.
        if let Some(log) = environment("VORGANG_LOG") {
            self.log = Some(log);
            self.authorities.values_mut().for_each(|authority| authority.log = None);
        }
        if let Some(keys) = environment("VORGANG_KEYS") {
            self.keys = Some(keys);
            self.authorities.values_mut().for_each(|authority| authority.keys = None);
        }
        if let Some(file) = environment("VORGANG_KEK_FILE") {
            self.kek_file = Some(PathBuf::from(file));
        }
        if let Some(register) = environment("VORGANG_REGISTER") {
            self.register = Some(register);
            self.authorities.values_mut().for_each(|authority| authority.register = None);
        }
        if let Some(url) = environment("VORGANG_PUBLIC_URL") {
            self.public_url = Some(url);
        }
        if let Some(documents) = environment("VORGANG_DOCUMENTS") {
            self.documents = Some(documents);
        }
        S3Config::set(&mut self.s3, &environment);
        if let Some(clamd) = environment("VORGANG_CLAMD") {
            self.clamd = Some(clamd).filter(|clamd| !clamd.is_empty());
        }
        if let Some(outbox) = environment("VORGANG_OUTBOX") {
            self.outbox = Some(PathBuf::from(outbox));
        }
        if let Some(from) = environment("VORGANG_MAIL_FROM") {
            self.mail_from = Some(from);
            self.authorities.values_mut().for_each(|authority| authority.mail_from = None);
        }
        if let Some(phone) = environment("VORGANG_PHONE") {
            self.phone = Some(phone);
            self.authorities.values_mut().for_each(|authority| authority.phone = None);
        }
        if let Some(templates) = environment("VORGANG_TEMPLATES") {
            self.templates = Some(templates);
            self.authorities.values_mut().for_each(|authority| authority.templates = None);
        }
        for (name, set) in [
            ("VORGANG_SEAL_KEY", (|seal, value| seal.key = value.into()) as fn(&mut SealConfig, String)),
            ("VORGANG_SEAL_CERTIFICATES", |seal, value| seal.certificates = value.into()),
            ("VORGANG_TSA_URL", |seal, value| seal.time_stamps = Some(value)),
            ("VORGANG_TSA_CERTIFICATES", |seal, value| seal.time_stamp_certificates = Some(value.into())),
        ] {
            if let Some(value) = environment(name) {
                set(self.seal.get_or_insert_default(), value);
                self.authorities.values_mut().for_each(|authority| authority.seal = None);
            }
        }
        if let Some(by_mail) = environment("VORGANG_CONFIRM_BY_MAIL") {
            self.confirm_by_mail = by_mail
                .parse()
                .with_context(|| format!("VORGANG_CONFIRM_BY_MAIL is {by_mail:?}; write true or false"))?;
            self.authorities.values_mut().for_each(|authority| authority.confirm_by_mail = None);
        }
        if let Some(url) = environment("VORGANG_PAYMENT_URL") {
            self.pay_at(&url)?;
        }
        if let Some(secret) = environment("VORGANG_PAYMENT_SECRET") {
            for payment in self.payments_mut() {
                match &mut payment.authentication {
                    Authentication::Oauth2 { client_secret: known, .. }
                    | Authentication::Basic { password: known, .. } => {
                        *known = SecretSource::Value(Secret::from(secret.as_str()));
                    }
                    Authentication::Certificate { .. } => {
                        bail!(
                            "VORGANG_PAYMENT_SECRET is set, and the payment provider knows the office by a certificate"
                        );
                    }
                }
            }
        }
        if let Some(url) = environment("VORGANG_SMTP_URL") {
            self.smtp_url = (!url.is_empty()).then_some(url);
        }
        if let Some(file) = environment("VORGANG_SMTP_PASSWORD_FILE") {
            self.smtp_password_file = Some(PathBuf::from(file));
        }
        if let Some(folder) = environment("VORGANG_MAIL_RETURNS") {
            self.mail_returns = Some(PathBuf::from(folder));
        }
        if let Some(file) = environment("VORGANG_SMTP_CA_FILE") {
            self.smtp_ca_file = Some(PathBuf::from(file));
        }
        self.relay_by(&environment)?;
        if let Some(proxies) = environment("VORGANG_PROXIES") {
            self.limits.proxies =
                proxies.parse().with_context(|| format!("VORGANG_PROXIES is {proxies:?}; write a number"))?;
        }
        Ok(())
    }

    /// The relay of calls, which the demo takes from the environment too.
    pub(crate) fn relay_by(&mut self, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        if let Some(urls) = environment("VORGANG_TURN_URLS") {
            self.turn_urls = urls.split(',').map(str::trim).filter(|url| !url.is_empty()).map(str::to_owned).collect();
        }
        if let Some(secret) = environment("VORGANG_TURN_SECRET") {
            self.turn_secret = (!secret.is_empty()).then(|| Secret::from(secret));
        }
        if let Some(mins) = environment("VORGANG_TURN_PASSWORD_MINS") {
            self.turn_password_mins = mins
                .parse()
                .with_context(|| format!("VORGANG_TURN_PASSWORD_MINS is {mins:?}; write a number of minutes"))?;
        }
        Ok(())
    }

    /// The address of the payment provider; an empty one switches payments off. Who the office is there the file says.
    fn pay_at(&mut self, url: &str) -> anyhow::Result<()> {
        if url.is_empty() {
            self.payment = None;
            self.authorities.values_mut().for_each(|authority| authority.payment = None);
            return Ok(());
        }
        let mut payments = self.payments_mut().peekable();
        ensure!(
            payments.peek().is_some(),
            "VORGANG_PAYMENT_URL is set, and nothing says who the office is there; write originator, endpoint and \
             authentication below [payment] into {FILE}"
        );
        payments.for_each(|payment| url.clone_into(&mut payment.url));
        Ok(())
    }

    fn payments_mut(&mut self) -> impl Iterator<Item = &mut xbezahldienste::Config> {
        let own = self.authorities.values_mut().filter_map(|authority| authority.payment.as_mut());
        self.payment.iter_mut().chain(own)
    }
}
