//! The read models of one authority.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use event_store::Position;
use rusqlite::Connection;

use crate::model::{Model, Shape};
use crate::running::{Followed, History, Running, Status};
use crate::{Failure, Stale, dump, file};
use crate::{
    appointments, case_file, cash_book, catalogue, completion, conflicts, duty_watch, free_slots, lead_time, ledger,
    opening_hours, request_types, shifts, timeline, undelivered, utilisation, waiting, waiting_and_handling, worklist,
};

/// Every model once. Whoever adds a question adds it here.
const SHAPES: [Shape; 19] = [
    Shape::of::<free_slots::FreeSlots>(),
    Shape::of::<appointments::Appointments>(),
    Shape::of::<opening_hours::OpeningHours>(),
    Shape::of::<conflicts::Conflicts>(),
    Shape::of::<waiting::Waiting>(),
    Shape::of::<shifts::Shifts>(),
    Shape::of::<catalogue::Catalogues>(),
    Shape::of::<worklist::Worklist>(),
    Shape::of::<duty_watch::DutyWatch>(),
    Shape::of::<undelivered::Undelivered>(),
    Shape::of::<case_file::CaseFiles>(),
    Shape::of::<timeline::Timeline>(),
    Shape::of::<utilisation::Utilisation>(),
    Shape::of::<request_types::RequestTypes>(),
    Shape::of::<waiting_and_handling::WaitingAndHandling>(),
    Shape::of::<cash_book::CashBook>(),
    Shape::of::<ledger::Ledger>(),
    Shape::of::<completion::Completion>(),
    Shape::of::<lead_time::LeadTime>(),
];

/// The names of all read models.
pub const MODELS: [&str; SHAPES.len()] = {
    let mut names = [""; SHAPES.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = SHAPES[i].name;
        i += 1;
    }
    names
};

/// The read models of one authority: one method for each question, in the file of the question.
///
/// Questions are answered where they are asked: a read takes microseconds, so sending it to another thread would
/// take longer than answering it.
#[derive(Clone)]
pub struct ReadModels {
    models: Arc<[Arc<Running>]>,
}

impl ReadModels {
    /// Opens the read models in a folder. What is missing, broken or of another version begins anew,
    /// and is read again from the log's start by its follower.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let models =
            SHAPES.into_iter().map(|shape| Running::open(dir, shape).map(Arc::new)).collect::<Result<_, _>>()?;
        Ok(Self { models })
    }

    /// How the read models in a folder are doing, also while a server writes them: it creates and deletes nothing.
    /// A model without a file is left out, and whether one has halted only the server knows.
    pub fn look(dir: &Path) -> Result<Vec<Status>, Failure> {
        SHAPES.into_iter().filter_map(|shape| Running::look(dir, shape).transpose()).collect()
    }

    /// Forgets the models in a folder that nobody has open: they are read again from the log's start.
    pub fn forget(dir: &Path) -> Result<(), Failure> {
        SHAPES.into_iter().try_for_each(|shape| file::forget(dir, shape))
    }

    /// What the log's reader has to drive.
    pub fn followers(&self) -> Vec<Followed> {
        self.models.iter().map(|model| Followed(Arc::clone(model))).collect()
    }

    /// What the log's reader has to drive in place of a follower of this model that has ended.
    pub fn follower(&self, name: &str) -> Result<Followed, Failure> {
        let found = self.models.iter().find(|model| model.shape.name == name);
        found.map(|model| Followed(Arc::clone(model))).ok_or_else(|| Failure::Unknown(name.to_owned()))
    }

    /// Whether a model is being read again.
    pub fn is_rebuilding(&self, name: &str) -> Result<bool, Failure> {
        Ok(self.model(name)?.is_rebuilding())
    }

    /// How all models are doing.
    pub fn status(&self) -> Vec<Status> {
        self.models.iter().map(|model| model.status()).collect()
    }

    /// How far a model has come.
    pub fn position(&self, name: &str) -> Result<Position, Failure> {
        Ok(self.model(name)?.status().position)
    }

    /// The last event after which one of these models may answer something else. It costs no read.
    pub fn changed(&self, names: &[&str]) -> Position {
        let asked = self.models.iter().filter(|model| names.contains(&model.shape.name));
        asked.map(|model| model.changed()).max().unwrap_or_default()
    }

    /// Waits until all of these models hold a position.
    pub async fn wait(&self, names: &[&str], position: Position, timeout: Duration) -> Result<(), Stale> {
        let until = tokio::time::Instant::now() + timeout;
        for model in self.models.iter().filter(|model| names.contains(&model.shape.name)) {
            model.wait(position, until.saturating_duration_since(tokio::time::Instant::now())).await?;
        }
        Ok(())
    }

    /// Reads the log again from its start into a new file; the old one answers until the new one takes over.
    pub async fn rebuild(&self, name: &str, log: &impl History) -> Result<(), Failure> {
        self.model(name)?.rebuild(log).await
    }

    /// Writes all rows of a model as sorted lines of JSON. Of a person it says only that something is known.
    pub fn dump(&self, name: &str, writer: &mut dyn io::Write) -> Result<(), Failure> {
        let model = self.model(name)?;
        let lines = model.read(|connection| dump::lines(connection, model.shape, dump::Shows::Nobody))?;
        dump::write(&lines, writer).map_err(Failure::Write)
    }

    /// Asks a model.
    pub(crate) fn ask<M: Model, T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        self.model(M::NAME)?.read(question)
    }

    pub(crate) fn model(&self, name: &str) -> Result<&Running, Failure> {
        let found = self.models.iter().find(|model| model.shape.name == name);
        found.map(Arc::as_ref).ok_or_else(|| Failure::Unknown(name.to_owned()))
    }
}
