//! The world of a template: the program's fonts, the templates, the sheet, and nothing else.

use chrono::{Datelike as _, Timelike as _};
use documents::render::Sheet;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Binding, Bytes, Datetime, Dict, Duration, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _};

use crate::templates::{Templates, id};

/// The fonts that come with the program (fonts/README.md).
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    pub(crate) fn bundled() -> Self {
        let files: [&'static [u8]; 2] =
            [include_bytes!("../fonts/NotoSans-Regular.ttf"), include_bytes!("../fonts/NotoSans-Bold.ttf")];
        let fonts: Vec<_> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        assert_eq!(fonts.len(), files.len(), "the bundled fonts are fonts");
        Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// The letters that every font can show, in their order.
    pub(crate) fn letters(&self) -> impl Iterator<Item = char> {
        let (first, others) = self.fonts.split_first().expect("there are fonts");
        let points = first.info().coverage.iter();
        let shown = points.filter(|point| others.iter().all(|font| font.info().coverage.contains(*point)));
        shown.filter_map(char::from_u32)
    }
}

pub(crate) struct World<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    templates: &'a Templates,
    main: FileId,
    now: Option<Datetime>,
    today: Option<Datetime>,
}

impl<'a> World<'a> {
    pub(crate) fn new(fonts: &'a Fonts, templates: &'a Templates, sheet: &Sheet, data: Value) -> Self {
        let mut inputs = Dict::new();
        inputs.insert("sheet".into(), data);
        let mut library = Library::builder().with_inputs(inputs).build();
        // The two ways from text to code. `std` is a second name of what is global.
        for way in ["eval", "plugin"] {
            library.global.scope_mut().bind(way.into(), Binding::detached(Value::None));
        }
        library.std = Binding::detached(library.global.clone());

        let issued = sheet.issued;
        let narrow = |part: u32| u8::try_from(part).expect("parts of a time are below 256");
        let now = Datetime::from_ymd_hms(
            issued.year(),
            narrow(issued.month()),
            narrow(issued.day()),
            narrow(issued.hour()),
            narrow(issued.minute()),
            narrow(issued.second()),
        );
        let day = sheet.day();
        let today = Datetime::from_ymd(day.year(), narrow(day.month()), narrow(day.day()));
        let main = id(&format!("{}.typ", sheet.paper.template()));
        Self { library: LazyHash::new(library), fonts, templates, main, now, today }
    }

    /// The time of the sheet.
    pub(crate) fn now(&self) -> Option<Datetime> {
        self.now
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.source(id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.templates.file(id).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    // Templates see the sheet's day, whatever day it is.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
