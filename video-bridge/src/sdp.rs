//! What a session description must be, before it is given to somebody else's browser.

/// How long a description may be.
const BYTES_MAX: usize = 32 * 1024;
/// How many sections it may have.
const SECTIONS_MAX: usize = 8;

/// Whether a description may be passed on: so long and no longer, of sound, picture and data alone, and without
/// characters that one parser skips and another one ends a line with.
pub(crate) fn is_sane(sdp: &str) -> bool {
    if sdp.len() > BYTES_MAX || !sdp.starts_with("v=0") {
        return false;
    }
    let mut sections = 0;
    for line in sdp.split('\n') {
        // Lines end in CR LF (RFC 8866, section 5). LF alone is read by everybody; CR alone is a trap.
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.chars().any(char::is_control) {
            return false;
        }
        if let Some(section) = line.strip_prefix("m=") {
            sections += 1;
            let media = section.split(' ').next().unwrap_or_default();
            if sections > SECTIONS_MAX || !["audio", "video", "application"].contains(&media) {
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(sections: &str) -> String {
        format!("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n{sections}")
    }

    #[test]
    fn what_is_no_description_of_a_call_is_not_passed_on() {
        let many = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(9);
        let long = format!("a={}\r\n", "x".repeat(BYTES_MAX));
        for bad in [
            "m=text 9 RTP/AVP 98\r\n",
            "m=message 9 TCP/MSRP *\r\n",
            "m=image 9 udptl t38\r\n",
            "m=\r\n",
            "m=audiovideo 9 x 0\r\n",
            "m= audio 9 x 0\r\n",
            "a=x\u{0}y\r\n",
            "a=x\rm=text 9 RTP/AVP 98\r\n",
            "a=x\u{85}y\r\n",
            "a=\u{1b}[2J\r\n",
            "a=x\r\r\n",
            &many,
            &long,
        ] {
            assert!(!is_sane(&with(bad)), "{bad:?}");
        }
        for bad in ["", "v=1\r\n", "o=-\r\n", "m=audio 9 x 0", "\r\nv=0"] {
            assert!(!is_sane(bad), "{bad:?}");
        }
    }

    #[test]
    fn sound_picture_and_data_are_passed_on() {
        let call = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n\
                    m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n";
        assert!(is_sane(&with(call)));
        assert!(is_sane(&with(&call.replace("\r\n", "\n"))));
        assert!(is_sane(&with(&"m=video 0 UDP/TLS/RTP/SAVPF 96\r\n".repeat(SECTIONS_MAX))));
    }
}
