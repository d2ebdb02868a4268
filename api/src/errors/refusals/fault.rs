//! What is wrong with a file that was refused, and what whoever handed it in can do.

use domain::document::Fault;

use crate::identity::Language;

/// What the person is told.
pub(crate) fn message(fault: Fault, language: Language) -> &'static str {
    let (de, en) = match fault {
        Fault::Empty => {
            ("Die Datei ist leer. Bitte wählen Sie eine andere.", "The file is empty. Please choose another.")
        }
        Fault::TooLarge => (
            "Die Datei ist zu groß. Bitte senden Sie eine kleinere, zum Beispiel ein Foto mit geringerer Auflösung.",
            "The file is too large. Please send a smaller one, such as a photo with a lower resolution.",
        ),
        Fault::UnknownFormat => (
            "Diese Art von Datei können wir nicht annehmen. Bitte senden Sie ein PDF, ein JPEG oder ein PNG.",
            "We cannot accept this kind of file. Please send a PDF, a JPEG or a PNG.",
        ),
        Fault::Heic => (
            "Dieses Foto ist im Format HEIC. Bitte senden Sie es als JPEG: Auf dem iPhone hilft in den Einstellungen \
             unter Kamera, Formate die Auswahl „Maximale Kompatibilität“.",
            "This photo is in the format HEIC. Please send it as a JPEG: on an iPhone, choose “Most Compatible” in the \
             settings under Camera, Formats.",
        ),
        Fault::OtherFormat => (
            "Der Inhalt der Datei passt nicht zu ihrer Art. Bitte wählen Sie die Datei noch einmal aus.",
            "The file is not what it is said to be. Please choose the file again.",
        ),
        Fault::Damaged => (
            "Die Datei ist beschädigt oder unvollständig. Bitte öffnen Sie sie, speichern oder drucken Sie sie neu als \
             PDF und senden Sie sie noch einmal.",
            "The file is damaged or incomplete. Please open it, save or print it anew as a PDF, and send it again.",
        ),
        Fault::SeveralFormats => (
            "In der Datei steckt noch etwas anderes. Bitte drucken Sie das Dokument neu als PDF oder fotografieren Sie es.",
            "There is something else in the file. Please print the document anew as a PDF, or take a photo of it.",
        ),
        Fault::Encrypted => (
            "Das PDF ist mit einem Passwort geschützt. Bitte senden Sie es ohne Passwort.",
            "The PDF is protected by a password. Please send it without one.",
        ),
        Fault::Active => (
            "Das PDF enthält Formulare oder Programme, die etwas von selbst tun. Bitte drucken Sie es neu als PDF und \
             senden Sie das.",
            "The PDF has forms or programs that do something by themselves. Please print it anew as a PDF and send that.",
        ),
        Fault::Attachments => (
            "In dem PDF stecken weitere Dateien. Bitte senden Sie jede Datei einzeln.",
            "There are other files in the PDF. Please send each file by itself.",
        ),
        Fault::TooComplex => (
            "Die Datei ist zu aufwendig aufgebaut. Bitte drucken Sie das Dokument neu als PDF oder fotografieren Sie es.",
            "The file is too complex. Please print the document anew as a PDF, or take a photo of it.",
        ),
        Fault::TooManyPixels => (
            "Das Bild hat zu viele Bildpunkte. Bitte senden Sie es mit geringerer Auflösung.",
            "The picture has too many pixels. Please send it with a lower resolution.",
        ),
        Fault::Animated => (
            "Bewegte Bilder können wir nicht annehmen. Bitte senden Sie ein einzelnes Bild.",
            "We cannot accept moving pictures. Please send a single picture.",
        ),
        Fault::Malware => (
            "Unser Virenscanner hält die Datei für schädlich. Bitte prüfen Sie Ihr Gerät und senden Sie eine saubere Datei.",
            "Our virus scanner takes the file for harmful. Please check your device and send a clean file.",
        ),
        Fault::Lost => (
            "Ihre Datei kam gut an, aber bei uns ist beim Aufbewahren etwas kaputtgegangen. Das tut uns leid. Bitte senden \
             Sie sie noch einmal.",
            "Your file arrived safely, but it was damaged while we kept it. We are sorry. Please send it again.",
        ),
    };
    language.of(de, en)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_fault_is_told_in_its_own_words_and_says_what_to_do() {
        for (language, please) in [(Language::German, "Bitte"), (Language::English, "Please")] {
            let told: BTreeSet<&str> = Fault::ALL.into_iter().map(|fault| message(fault, language)).collect();
            assert_eq!(told.len(), Fault::ALL.len());
            assert!(told.iter().all(|text| text.contains(please) && text.ends_with('.')), "{told:?}");
        }
    }
}
