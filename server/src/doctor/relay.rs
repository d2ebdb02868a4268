//! Whether the relay of calls does at each of its addresses what browsers will ask of it.

use std::net::IpAddr;

use event_store::Clock;
use futures_util::future;
use video_bridge::{Allocated, Turn, Unusable};

use super::{Finding, looked_at};
use crate::config::Config;

/// Has the relay give an address at each of its own, and says of each what came of it.
pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    match config.turn() {
        Ok(Some(turn)) => future::join_all(turn.urls.iter().map(|url| at(&turn, url))).await,
        Ok(None) => vec![Finding {
            what: "the relay of calls".to_owned(),
            wrong: None,
            warning: Some(
                "there is none, so calls connect within one network only; write turn_urls and turn_secret_file"
                    .to_owned(),
            ),
        }],
        Err(error) => vec![looked_at("the relay of calls".to_owned(), Some(format!("{error:#}")))],
    }
}

async fn at(turn: &Turn, url: &str) -> Finding {
    let what = format!("the relay of calls at {url}");
    match turn.try_out(url, Clock::system().now()).await {
        Ok(allocated) => Finding { what, wrong: None, warning: narrow(allocated) },
        Err(unusable) => {
            let advice = advice(&unusable);
            super::finding::<(), _>(what, Err(unusable), advice)
        }
    }
}

/// What is reached from here at an address for everybody has to give such addresses, too.
fn narrow(Allocated { at, relayed }: Allocated) -> Option<String> {
    (!is_of_one_network(at.ip()) && is_of_one_network(relayed.ip())).then(|| {
        format!(
            "it passes on from {}, which nobody outside its network reaches; write external-ip into its configuration",
            relayed.ip()
        )
    })
}

fn is_of_one_network(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_loopback() || ip.is_unicast_link_local() || ip.is_unspecified(),
    }
}

fn advice(unusable: &Unusable) -> &'static str {
    match unusable {
        Unusable::Address => {
            "write it as in turn:turn.example.org:3478?transport=udp, with transport=tcp, or as in \
             turns:turn.example.org:443?transport=tcp"
        }
        Unusable::Name { .. } => "correct it in turn_urls, or let it be known to the DNS",
        Unusable::Unreachable { .. } | Unusable::Silent { .. } => {
            "check that the relay runs and listens there, and that every firewall on the way lets this through"
        }
        Unusable::Tls { .. } => {
            "check the relay's cert and pkey: a chain that browsers trust, of this name, and not run out"
        }
        Unusable::Foreign { .. } => "check which program listens there",
        Unusable::Open => "write use-auth-secret into its configuration, or anybody has their traffic passed on",
        Unusable::Refused { code: 401, .. } => {
            "its static-auth-secret has to be what turn_secret_file says, and its clock has to be right"
        }
        Unusable::Refused { code: 486, .. } => "it gives no more: check its user-quota and total-quota",
        Unusable::Refused { code: 508, .. } => "its ports are taken: check its min-port and max-port",
        Unusable::Refused { .. } => "its log says more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_passes_on_within_its_network_only_is_a_warning() {
        let allocated = |at: &str, relayed: &str| Allocated {
            at: at.parse().expect("an address"),
            relayed: relayed.parse().expect("an address"),
        };
        let warning = narrow(allocated("198.51.100.7:3478", "10.0.0.7:50000")).expect("it is one");
        assert!(warning.contains("10.0.0.7") && warning.contains("external-ip"), "{warning}");
        assert_eq!(narrow(allocated("198.51.100.7:3478", "198.51.100.7:50000")), None);
        assert_eq!(narrow(allocated("10.0.0.7:3478", "10.0.0.7:50000")), None, "a relay for one network");
        assert!(narrow(allocated("[2001:db8::7]:3478", "[fd00::7]:50000")).is_some());
    }

    #[test]
    fn what_a_relay_refuses_leads_to_the_setting_that_does_it() {
        let refused = |code| advice(&Unusable::Refused { code, reason: String::new() });
        assert!(refused(401).contains("static-auth-secret"));
        assert!(refused(486).contains("user-quota"));
        assert!(refused(508).contains("max-port"));
    }
}
