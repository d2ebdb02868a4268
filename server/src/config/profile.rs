//! What an authority tells everybody of itself.

use std::collections::BTreeMap;

use anyhow::ensure;
use api::Profile;

use super::Config;

impl Config {
    /// The profile of an authority. The telephone of its mails is that of its pages, unless it says otherwise.
    pub fn profile_of(&self, ags: &str) -> Profile {
        let own = self.authorities.get(ags).map(|authority| authority.profile.clone()).unwrap_or_default();
        let phone = own.phone.or_else(|| self.head_of(ags).phone);
        Profile { phone, ..own }
    }

    /// The profiles of these authorities, with nothing in them that would become a bad link.
    pub fn profiles_of(&self, authorities: &[String]) -> anyhow::Result<BTreeMap<String, Profile>> {
        let checked = |ags: &String| {
            let profile = self.profile_of(ags);
            let bad = profile.not_addresses();
            ensure!(
                bad.is_empty(),
                "in the profile of {ags} {} is neither a text nor an address that begins with https://",
                bad.join(", ")
            );
            Ok((ags.clone(), profile))
        };
        authorities.iter().map(checked).collect()
    }
}
