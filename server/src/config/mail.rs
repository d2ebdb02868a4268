//! How an authority writes to people.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use domain::Confirmation;
use notifications::{Head, Mailing, Returns};

use super::Config;
use crate::mail_server;

/// From where mails come while nobody has named an address. No mail server delivers it elsewhere.
const NOBODYS_ADDRESS: &str = "termine@localhost";

impl Config {
    /// What stands on the authority's mails.
    pub fn head_of(&self, ags: &str) -> Head {
        let own = self.authorities.get(ags);
        let name = own.map(|authority| authority.name.clone()).unwrap_or_default();
        let from = self.sender_of(ags).unwrap_or(NOBODYS_ADDRESS).to_owned();
        let phone = own.and_then(|authority| authority.phone.clone()).or(self.phone.clone());
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.bind));
        Head { name, from, phone, url: url.trim_end_matches('/').to_owned() }
    }

    /// How the authority writes to people. All authorities share the outbox: the names of the files tell them apart.
    pub fn mailing_of(&self, ags: &str) -> anyhow::Result<Mailing> {
        let head = self.head_of(ags);
        head.check()
            .with_context(|| format!("{:?} is no address for mail; name another with VORGANG_MAIL_FROM", head.from))?;
        let returns = self.mail_returns.clone().map(|path| {
            Returns::open(path.clone()).with_context(|| {
                format!("the folder {} cannot be made; choose another with VORGANG_MAIL_RETURNS", path.display())
            })
        });
        let returns = returns.transpose()?;
        if let Some(smtp) = mail_server::open(self, &head.from)? {
            return Ok(Mailing { head, outbox: Some(Arc::new(smtp)), returns });
        }
        let path = self.outbox_path();
        let folder = notifications::Folder::open(path.clone());
        let folder = folder.with_context(|| {
            format!("the outbox {} cannot be made; choose another with VORGANG_OUTBOX", path.display())
        })?;
        Ok(Mailing { head, outbox: Some(Arc::new(folder)), returns })
    }

    /// The folder into which mails are written.
    pub fn outbox_path(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }

    /// The address from which the authority's mails come, if somebody chose one.
    pub fn sender_of(&self, ags: &str) -> Option<&str> {
        let own = self.authorities.get(ags).and_then(|authority| authority.mail_from.as_deref());
        own.or(self.mail_from.as_deref())
    }

    /// How the authority's visitors confirm.
    pub fn confirmation_of(&self, ags: &str) -> Confirmation {
        let own = self.authorities.get(ags).and_then(|authority| authority.confirm_by_mail);
        if own.unwrap_or(self.confirm_by_mail) { Confirmation::ByMail } else { Confirmation::AtOnce }
    }
}
