//! Where documents lie: in a folder or in a bucket.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use documents::S3;
use serde::{Deserialize, Serialize};

/// The way to a bucket. Names and secrets of keys stand in files.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3Config {
    /// The address of its server; Amazon's own in the region without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The region; `us-east-1` for servers that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The file with the name of the key (access key id).
    pub key_file: PathBuf,
    /// The file with the key (secret access key).
    pub secret_file: PathBuf,
    /// The certificates (PEM) by which the server is trusted, instead of those of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The folder for what is coming, which several nodes share; `documents` in the data folder if nobody names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploads: Option<PathBuf>,
}

/// How long a bucket may be silent before it is asked again.
const BUCKET_SILENCE: Duration = Duration::from_secs(20);

impl S3Config {
    /// What the environment says goes first.
    pub(super) fn set(s3: &mut Option<Self>, environment: impl Fn(&str) -> Option<String>) {
        for (name, set) in [
            ("VORGANG_S3_ENDPOINT", (|s3, value| s3.endpoint = Some(value)) as fn(&mut Self, String)),
            ("VORGANG_S3_REGION", |s3, value| s3.region = Some(value)),
            ("VORGANG_S3_KEY_FILE", |s3, value| s3.key_file = value.into()),
            ("VORGANG_S3_SECRET_FILE", |s3, value| s3.secret_file = value.into()),
            ("VORGANG_S3_CA_FILE", |s3, value| s3.ca_file = Some(value.into())),
            ("VORGANG_UPLOADS", |s3, value| s3.uploads = Some(value.into())),
        ] {
            if let Some(value) = environment(name) {
                set(s3.get_or_insert_default(), value);
            }
        }
    }
}

/// The folder, and the bucket beside it if there is to be one.
pub(super) fn storage(
    documents: Option<&str>,
    s3: Option<&S3Config>,
    data: &Path,
    ags: &str,
) -> anyhow::Result<(PathBuf, Option<S3>)> {
    let default = || data.join("documents");
    let Some(place) = documents else { return Ok((default(), None)) };
    let Some(place) = place.strip_prefix("s3://") else { return Ok((PathBuf::from(place), None)) };
    let s3 = s3.cloned().unwrap_or_default();
    let folder = s3.uploads.clone().unwrap_or_else(default);
    Ok((folder, Some(of_authority(place, &s3, ags)?)))
}

/// The part of a bucket that belongs to an authority.
fn of_authority(place: &str, s3: &S3Config, ags: &str) -> anyhow::Result<S3> {
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    if bucket.is_empty() {
        bail!("the documents are to lie in s3://{place}; write s3://BUCKET/PREFIX in VORGANG_DOCUMENTS");
    }
    let S3Config { endpoint, region, key_file, secret_file, ca_file, uploads: _ } = s3.clone();
    if key_file.as_os_str().is_empty() || secret_file.as_os_str().is_empty() {
        bail!("a bucket needs a key; name its files with VORGANG_S3_KEY_FILE and VORGANG_S3_SECRET_FILE");
    }
    if endpoint.as_deref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        bail!("the server of the bucket has an address that begins with https://; set VORGANG_S3_ENDPOINT");
    }
    Ok(S3 {
        bucket: bucket.to_owned(),
        prefix: format!("{}/{ags}", prefix.trim_matches('/')).trim_start_matches('/').to_owned(),
        endpoint,
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        key_file,
        secret_file,
        roots_file: ca_file,
        silence: BUCKET_SILENCE,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Config, FILE};
    use super::*;

    fn read(text: &str) -> Config {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(FILE);
        std::fs::write(&path, text).expect("written");
        Config::load(Some(&path), |_| None).expect("readable")
    }

    #[test]
    fn documents_lie_in_a_bucket_if_somebody_says_so_and_what_is_coming_beside_it() {
        let text = "documents = \"s3://akten/amt\"\n[s3]\nendpoint = \"https://s3.example\"\n\
                    key_file = \"/k\"\nsecret_file = \"/s\"\nuploads = \"/srv/u\"\n";
        let storage = read(text).storage_of("10041100").expect("a bucket");
        assert_eq!(storage.folder, Path::new("/srv/u/10041100"));
        let bucket = storage.bucket.expect("a bucket");
        assert_eq!((bucket.bucket.as_str(), bucket.prefix.as_str()), ("akten", "amt/10041100"));
        assert_eq!((bucket.endpoint.as_deref(), bucket.region.as_str()), (Some("https://s3.example"), "us-east-1"));
        let set = [
            ("VORGANG_DOCUMENTS", "s3://akten"),
            ("VORGANG_S3_REGION", "eu-central-1"),
            ("VORGANG_S3_KEY_FILE", "/k"),
            ("VORGANG_S3_SECRET_FILE", "/s"),
        ];
        let said = |set: &[(&str, &str)], name: &str| {
            set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let storage = Config::load(None, |name| said(&set, name)).expect("readable").storage_of("10041100");
        let storage = storage.expect("a bucket");
        let bucket = storage.bucket.expect("a bucket");
        assert_eq!(
            (bucket.prefix.as_str(), bucket.endpoint, bucket.region.as_str()),
            ("10041100", None, "eu-central-1")
        );
        assert_eq!(storage.folder, Path::new("data/documents/10041100"));
        for (documents, name) in [("s3://akten", "VORGANG_S3_KEY_FILE"), ("s3://", "VORGANG_DOCUMENTS")] {
            let config = read(&format!("documents = \"{documents}\""));
            let wrong = config.storage_of("10041100").expect_err("not enough");
            assert!(wrong.to_string().contains(name), "{wrong}");
        }
    }
}
