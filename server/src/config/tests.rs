//! What a configuration says, and what it refuses.

use ::documents::Scanner;
use chrono::TimeDelta;
use domain::Confirmation;

use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

fn read(text: &str) -> anyhow::Result<Config> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(FILE);
    std::fs::write(&path, text)?;
    Config::load(Some(&path), nothing)
}

#[test]
fn without_a_file_there_is_one_authority_on_embedded_databases() {
    let config = Config::load(None, nothing).expect("defaults");
    assert_eq!(config.authority(None).expect("the only one"), "10041100");
    let log = config.log_of("10041100").expect("an address");
    assert_eq!(log.to_string(), "sqlite:data/10041100/log.sqlite");
}

#[test]
fn documents_lie_in_the_data_folder_unless_somebody_says_otherwise_and_a_scanner_has_an_address() {
    let config = read("data = \"/srv/v\"").expect("readable");
    let storage = config.storage_of("10041100").expect("the default");
    assert_eq!((storage.folder.as_path(), storage.scanner), (Path::new("/srv/v/documents/10041100"), Scanner::None));
    let config = read("documents = \"/srv/d\"\nclamd = \"unix:/run/clamd\"").expect("readable");
    let storage = config.storage_of("10041100").expect("both");
    assert_eq!(storage.folder, Path::new("/srv/d/10041100"));
    assert_eq!(storage.scanner, Scanner::Unix("/run/clamd".into()));
    assert_eq!(storage.bucket, None);
    let wrong = read("clamd = \"clamd\"").expect("readable").storage_of("10041100").expect_err("no port");
    assert!(wrong.to_string().contains("VORGANG_CLAMD"), "{wrong}");
}

#[test]
fn mails_go_into_one_outbox_and_each_authority_has_its_own_words() {
    let text = "mail_from = \"amt@example.org\"\n[authorities.10041100]\nname = \"A\"\nphone = \"0681\"\n\
                confirm_by_mail = true\n[authorities.10041101]\nname = \"B\"\nmail_from = \"b@example.org\"\n";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config { data: folder.path().join("data"), ..read(text).expect("readable") };
    let [a, b] = ["10041100", "10041101"].map(|ags| config.mailing_of(ags).expect("possible").head);
    assert_eq!((a.name.as_str(), a.from.as_str(), a.phone.as_deref()), ("A", "amt@example.org", Some("0681")));
    assert_eq!((b.name.as_str(), b.from.as_str(), b.phone), ("B", "b@example.org", None));
    assert_eq!(a.url, "http://127.0.0.1:8080");
    assert!(folder.path().join("data/outbox").is_dir());
    assert_eq!(config.confirmation_of("10041100"), Confirmation::ByMail);
    assert_eq!(config.confirmation_of("10041101"), Confirmation::AtOnce);
    let wrong = Config { mail_from: Some("nobody".to_owned()), ..config };
    assert!(wrong.mailing_of("10041100").is_err());
}

#[test]
fn mails_go_to_a_mail_server_where_there_is_one() {
    let environment = |name: &str| (name == "VORGANG_SMTP_URL").then(|| "smtp://mail.example.org".to_owned());
    let config = Config::load(None, environment).expect("readable");
    let outbox = config.mailing_of("10041100").expect("possible").outbox.expect("there is one");
    assert_eq!(outbox.name(), "the mail server mail.example.org:587");
    let wrong = Config { smtp_url: Some("mail.example.org".to_owned()), ..config };
    let refused = wrong.mailing_of("10041100").map(drop).expect_err("mails would be lost");
    assert!(refused.to_string().contains("VORGANG_SMTP_URL"), "{refused}");
}

const PAYMENT: &str = "[payment]\nurl = 'https://pay.example/xb'\noriginator = 'vorgang'\nendpoint = '{authority}'\n\
    authentication.basic = { user = 'amt', password = 'open sesame' }\n";

#[test]
fn fees_are_paid_online_where_somebody_has_said_by_way_of_whom() {
    let nobody = Config::load(Some(Path::new("/nowhere.toml")), nothing);
    assert!(nobody.is_err());
    assert_eq!(Config::default().payment_of("10041100").expect("possible"), None);
    let config = read(PAYMENT).expect("a configuration");
    let payment = config.payment_of("10041100").expect("possible").expect("it is there");
    assert_eq!((payment.endpoint.as_str(), payment.url.as_str()), ("10041100", "https://pay.example/xb"));
    assert!(config.provider_of("10041100", Clock::system()).expect("possible").is_some());
    assert!(!format!("{config:?}").contains("open sesame"), "and nothing prints the password");
}

#[test]
fn the_relay_of_calls_has_an_address_and_a_secret_or_there_is_none() {
    let by = |urls: &'static str, secret: &'static str| {
        let environment = move |name: &str| match name {
            "VORGANG_TURN_URLS" => Some(urls.to_owned()),
            "VORGANG_TURN_SECRET" => Some(secret.to_owned()),
            _ => None,
        };
        Config::load(None, environment).expect("readable")
    };
    assert!(by("", "").turn().expect("possible").is_none());
    let config = by("turn:turn.example:3478?transport=udp, turns:turn.example:443?transport=tcp", "north wind");
    let turn = config.turn().expect("possible").expect("there is one");
    assert_eq!(turn.urls, ["turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"]);
    assert!(turn.relay_only_for_staff, "the town hall lets out one address");
    assert!(!format!("{config:?}{turn:?}").contains("north wind"), "and nothing prints the secret");

    let refused = |urls, secret| by(urls, secret).turn().map(drop).expect_err("it is not whole").to_string();
    assert!(refused("turn:turn.example", "").contains("VORGANG_TURN_SECRET"));
    assert!(refused("", "north wind").contains("VORGANG_TURN_URLS"));
    assert!(refused("https://turn.example", "north wind").contains("turn:turn.example.org"));
    assert!(refused("turn:", "north wind").contains("turn:turn.example.org"));
}

#[test]
fn a_password_of_the_relay_is_good_for_two_hours_or_for_as_long_as_is_written() {
    let by = |mins: &'static str| {
        let environment = move |name: &str| match name {
            "VORGANG_TURN_URLS" => Some("turn:turn.example".to_owned()),
            "VORGANG_TURN_SECRET" => Some("north wind".to_owned()),
            "VORGANG_TURN_PASSWORD_MINS" => Some(mins.to_owned()).filter(|mins| !mins.is_empty()),
            _ => None,
        };
        let turn =
            Config::load(None, environment).and_then(|config| config.turn()).map_err(|error| format!("{error:#}"));
        turn.map(|turn| turn.expect("there is one").kept)
    };
    assert_eq!(by(""), Ok(TimeDelta::hours(2)));
    assert_eq!(by("15"), Ok(TimeDelta::minutes(15)));
    for (wrong, says) in [("0", "from 1 to 1440"), ("1441", "from 1 to 1440"), ("soon", "a number of minutes")] {
        let error = by(wrong).expect_err("nobody can mean this");
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_server_pays_by_way_of_nobody_whom_it_cannot_reach_by_tls() {
    let config = read(&PAYMENT.replace("https", "http")).expect("a configuration");
    assert!(config.provider_of("10041100", Clock::system()).is_err());
    let demo = Config {
        pays_in_sandbox: true,
        ..read(&PAYMENT.replace("https://pay.example", "http://127.0.0.1:1")).expect("a configuration")
    };
    assert!(demo.provider_of("10041100", Clock::system()).is_ok());
}

#[test]
fn the_address_of_the_provider_comes_from_the_environment_and_who_the_office_is_from_the_file() {
    let set = |name: &str, value: &str| {
        let (name, value) = (name.to_owned(), value.to_owned());
        move |asked: &str| (asked == name).then(|| value.clone())
    };
    let mut config = read(PAYMENT).expect("a configuration");
    config.override_by(set("VORGANG_PAYMENT_URL", "https://other.example")).expect("possible");
    assert_eq!(config.payment.as_ref().map(|payment| payment.url.as_str()), Some("https://other.example"));
    config.override_by(set("VORGANG_PAYMENT_URL", "")).expect("possible");
    assert_eq!(config.payment, None);
    assert!(config.override_by(set("VORGANG_PAYMENT_URL", "https://other.example")).is_err());
}

#[test]
fn authorities_never_share_an_account() {
    let two = format!("{PAYMENT}[authorities.10041100]\nname = 'A'\n[authorities.10041101]\nname = 'B'\n");
    let of_b = read(&two).expect("a configuration").payment_of("10041101").expect("possible");
    assert_eq!(of_b.expect("it is there").endpoint, "10041101");
    let shared = read(&two.replace("{authority}", "all")).expect("a configuration");
    assert!(shared.payment_of("10041100").is_err());
}

#[test]
fn the_environment_wins_over_the_file() {
    let environment = |name: &str| match name {
        "VORGANG_BIND" => Some("0.0.0.0:1".to_owned()),
        "VORGANG_LOG" => Some("postgres://db/{authority}".to_owned()),
        _ => None,
    };
    let config = Config::load(None, environment).expect("both are possible");
    assert_eq!(config.bind.port(), 1);
    assert_eq!(config.log_of("10041100").expect("an address").to_string(), "postgres://db/10041100");
}

#[test]
fn authorities_never_share_a_log() {
    let two = "log = \"sqlite:one\"\n[authorities.10041100]\nname = \"A\"\n[authorities.10041101]\nname = \"B\"\n";
    let error = read(two).expect("readable").log_of("10041100").expect_err("one log for two");
    assert!(error.to_string().contains("{authority}"), "{error}");
}

#[test]
fn messages_are_handed_over_in_a_folder_of_the_authoritys_own() {
    let register = |text: &str| read(text).expect("readable").register_of("10041100");
    let folder = |path: &str| Register::Folder(PathBuf::from(path));
    assert_eq!(register("").expect("the default"), folder("data/10041100/register"));
    assert_eq!(register("register = \"folder:/srv/out\"").expect("a folder"), folder("/srv/out"));
    assert_eq!(register("register = \"simulator\"").expect("none"), Register::Simulator);
    for wrong in ["xmeld", "folder:", "simulator:x"] {
        assert!(register(&format!("register = {wrong:?}")).is_err(), "{wrong}");
    }
    let two =
        "register = \"folder:/srv/out\"\n[authorities.10041100]\nname = \"A\"\n[authorities.10041101]\nname = \"B\"\n";
    assert!(register(two).expect_err("one folder for two").to_string().contains("{authority}"));
    assert_eq!(register(&two.replace("out", "{authority}")).expect("two folders"), folder("/srv/10041100"));
}

#[test]
fn limits_are_set_one_by_one() {
    let config = read("[limits]\nproxies = 1\ntoken = { per_second = 5, burst = 50 }\n").expect("readable");
    assert_eq!((config.limits.proxies, config.limits.token.burst), (1, 50));
    assert_eq!(config.limits.address, api::Limits::default().address);
}

#[test]
fn a_profile_is_the_authoritys_own_and_takes_the_telephone_of_its_mails() {
    let text = "phone = '0681 1'\n[authorities.10041100]\nname = 'A'\n[authorities.10041100.profile]\nmail = 'a@example.org'\n\
                imprint = { de = 'Wir', en = 'https://amt.example/imprint' }\n[authorities.10041101]\nname = 'B'\n";
    let config = read(text).expect("readable");
    let own = config.profile_of("10041100");
    assert_eq!((own.phone.as_deref(), own.mail.as_deref()), (Some("0681 1"), Some("a@example.org")));
    let what = "responsible or imprint";
    assert!(!own.missing().contains(&what) && config.profile_of("10041101").missing().contains(&what));
    let bad = text.replace("https://amt.example/imprint", "javascript:alert(1)");
    let all = ["10041100".to_owned()];
    assert!(config.profiles_of(&all).is_ok() && read(&bad).expect("readable").profiles_of(&all).is_err());
    assert!(read(&text.replace("imprint", "imprnit")).is_err());
}

#[test]
fn a_misspelt_key_is_refused() {
    let error = read("bnid = \"127.0.0.1:1\"").expect_err("a typing error");
    assert!(format!("{error:#}").contains("bnid"), "{error:#}");
}

#[test]
fn an_authority_is_named_by_eight_digits() {
    assert!(read("[authorities.saarbruecken]\nname = \"A\"\n").is_err());
}

#[tokio::test]
async fn a_mistyped_key_file_is_not_made_where_there_is_a_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config { data: folder.path().to_owned(), ..Config::default() };
    config.prepare().await.expect("there is nothing yet, so a key file is made");
    assert!(config.kek_path().exists());

    let Ok(Target::Sqlite(log)) = config.log_of("10041100") else { panic!("the default is a file") };
    std::fs::write(log, "a log").expect("the folder was made");
    let mistyped = Config { kek_file: Some(folder.path().join("kekk")), ..config };
    let error = mistyped.prepare().await.expect_err("the log was made with another key");
    assert!(error.to_string().contains("VORGANG_KEK_FILE"), "{error}");
    assert!(!mistyped.kek_path().exists());
}
