//! The templates: those that come with the program, and in their place those of the authority.

use std::collections::HashMap;
use std::path::Path;
use std::{fs, io};

use documents::render::Failure;
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

const BUNDLED: [(&str, &str); 6] = [
    ("lib.typ", include_str!("../templates/lib.typ")),
    ("declaration.typ", include_str!("../templates/declaration.typ")),
    ("registration-confirmation.typ", include_str!("../templates/registration-confirmation.typ")),
    ("registration-certificate.typ", include_str!("../templates/registration-certificate.typ")),
    ("receipt.typ", include_str!("../templates/receipt.typ")),
    ("history.typ", include_str!("../templates/history.typ")),
];

/// A coat of arms is smaller.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
const FILES_MAX: usize = 32;

/// Sources and pictures, in memory. Nothing else is reached from a template.
pub(crate) struct Templates {
    sources: HashMap<FileId, Source>,
    pictures: HashMap<FileId, Bytes>,
}

impl Templates {
    pub(crate) fn read(folder: Option<&Path>) -> Result<Self, Failure> {
        let mut templates = Self { sources: HashMap::new(), pictures: HashMap::new() };
        for (name, text) in BUNDLED {
            templates.put(name, text.to_owned());
        }
        if let Some(folder) = folder {
            templates.read_folder(folder).map_err(|source| Failure::Folder { folder: folder.to_owned(), source })?;
        }
        Ok(templates)
    }

    fn put(&mut self, name: &str, text: String) {
        let id = id(name);
        self.sources.insert(id, Source::new(id, text));
    }

    /// Files of the folder itself: templates, and the pictures that they show.
    fn read_folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut read = 0;
        for entry in entries {
            let name = entry.file_name();
            let (Some(name), path) = (name.to_str(), entry.path()) else { continue };
            let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
            if !["typ", "svg", "png"].contains(&kind) {
                continue;
            }
            read += 1;
            if read > FILES_MAX || fs::metadata(&path)?.len() > FILE_BYTES_MAX {
                return Err(io::Error::other(format!(
                    "{name} is one file too many or too large: {FILES_MAX} files of 1 MiB are read"
                )));
            }
            if kind == "typ" {
                self.put(name, fs::read_to_string(&path)?);
            } else {
                self.pictures.insert(id(name), Bytes::new(fs::read(&path)?));
            }
        }
        Ok(())
    }

    pub(crate) fn source(&self, id: FileId) -> Option<&Source> {
        self.sources.get(&id)
    }

    pub(crate) fn file(&self, id: FileId) -> Option<Bytes> {
        let text = || self.source(id).map(|source| Bytes::from_string(source.clone()));
        self.pictures.get(&id).cloned().or_else(text)
    }
}

pub(crate) fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the name of a file is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}
