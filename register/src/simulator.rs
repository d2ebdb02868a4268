//! A register in memory: for demonstrations and tests. It can be slow, wrong and away.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use domain::ids::TransmissionId;
use domain::person::{Address, PartialDate, Person};

use crate::gateway::{Answer, Confirmation, Failure, Found, Gateway, PrefilledForm, Question, Receipt};
use crate::message::Message;

/// What goes wrong with one call of `submit` or `look_up`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is away: it gets nothing.
    Down,
    /// It takes the message, and its answer is lost.
    Silent,
    /// It takes the message, and says something that nobody understands.
    Garbled,
    /// It answers later than usual.
    Slow(Duration),
    /// It sends the message back.
    Rejects(String),
}

/// A register of made-up people.
#[derive(Default)]
pub struct Simulator(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// What goes wrong with the next calls, one for each. Without a fault all is well.
    faults: VecDeque<Fault>,
    /// The same for the next questions.
    deaf: VecDeque<Fault>,
    /// How often it was asked a question.
    asked: u32,
    /// What it has, with the number of times that each was handed over.
    taken: BTreeMap<TransmissionId, u32>,
}

impl Simulator {
    /// The next calls go wrong in this order, one each.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults.extend(faults);
    }

    /// The next questions go wrong in this order, one each.
    pub fn next_look_ups(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().deaf.extend(faults);
    }

    /// How often it was asked a question.
    pub fn asked(&self) -> u32 {
        self.lock().asked
    }

    /// What it has, each message once, with the number of times that it was handed over.
    pub fn taken(&self) -> BTreeMap<TransmissionId, u32> {
        self.lock().taken.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, key: TransmissionId) -> Receipt {
        *self.lock().taken.entry(key).or_default() += 1;
        Receipt { reference: reference(key) }
    }
}

impl Gateway for Simulator {
    fn name(&self) -> String {
        "a simulated register in memory".to_owned()
    }

    fn submit<'a>(&'a self, message: &'a Message) -> Answer<'a, Receipt> {
        Box::pin(async move {
            let fault = self.lock().faults.pop_front();
            match fault {
                None => Ok(self.take(message.key)),
                Some(Fault::Down) => Err(Failure::Unreachable),
                Some(Fault::Silent) => {
                    self.take(message.key);
                    Err(Failure::NoAnswer)
                }
                Some(Fault::Garbled) => {
                    self.take(message.key);
                    Err(Failure::BadAnswer)
                }
                Some(Fault::Slow(pause)) => {
                    tokio::time::sleep(pause).await;
                    Ok(self.take(message.key))
                }
                // What it sends back it does not have, so the same key is judged anew.
                Some(Fault::Rejects(code)) => Err(Failure::Rejected { code }),
            }
        })
    }

    fn confirm(&self, key: TransmissionId) -> Answer<'_, Confirmation> {
        let known = self.lock().taken.contains_key(&key);
        // Its memory ends with the process. What it does not know it may have had.
        let answer =
            if known { Confirmation::Acknowledged { reference: reference(key) } } else { Confirmation::Pending };
        Box::pin(async move { Ok(answer) })
    }

    fn look_up<'a>(&'a self, question: &'a Question) -> Answer<'a, Found> {
        // Everybody is compared, and the block is asked last, so that a blocked person takes as long as nobody.
        let matches = |resident: &Resident| {
            let person = &resident.form.person;
            (&person.family_name, &person.given_names, person.born)
                == (&question.family_name, &question.given_names, question.born)
        };
        let found = residents().into_iter().filter(matches).fold(Found::Nothing, |_, resident| {
            if resident.blocked { Found::Nothing } else { Found::Form(Box::new(resident.form)) }
        });
        Box::pin(async move {
            let fault = {
                let mut inner = self.lock();
                inner.asked += 1;
                inner.deaf.pop_front()
            };
            match fault {
                None => Ok(found),
                Some(Fault::Down) => Err(Failure::Unreachable),
                Some(Fault::Silent) => Err(Failure::NoAnswer),
                Some(Fault::Garbled) => Err(Failure::BadAnswer),
                Some(Fault::Slow(pause)) => {
                    tokio::time::sleep(pause).await;
                    Ok(found)
                }
                Some(Fault::Rejects(code)) => Err(Failure::Rejected { code }),
            }
        })
    }
}

/// What the simulator calls a message: it follows from the key, so a repetition gets the same one.
fn reference(key: TransmissionId) -> String {
    format!("SIM-{}", &key.0.simple().to_string()[..12])
}

/// Somebody in the register.
struct Resident {
    form: PrefilledForm,
    /// An information block (§ 51 BMG).
    blocked: bool,
}

/// The people of the simulated register. All of them are made up.
fn residents() -> [Resident; 4] {
    let resident = |family_name: &str, given_names: &str, year, street: &str, blocked| Resident {
        form: PrefilledForm {
            person: Person {
                family_name: family_name.to_owned(),
                given_names: given_names.to_owned(),
                usual_given_name: None,
                doctoral_degree: None,
                birth_name: None,
                former_names: None,
                born: PartialDate { year, month: Some(5), day: Some(17) },
            },
            address: Address {
                street: street.to_owned(),
                house_number: "1".to_owned(),
                addition: None,
                postal_code: "66111".to_owned(),
                town: "Saarbrücken".to_owned(),
                municipality: "10041100".to_owned(),
            },
            died_on: None,
        },
        blocked,
    };
    let mut dead = resident("Ehemals", "Emil", 1931, "Alter Weg", false);
    dead.form.died_on = NaiveDate::from_ymd_opt(2024, 11, 3);
    [
        dead,
        resident("Beispiel", "Berta", 1985, "Probeweg", false),
        resident("Muster", "Max Emil", 1990, "Musterstraße", false),
        resident("Verborgen", "Vera", 1979, "Unbekannter Weg", true),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::message;

    #[tokio::test]
    async fn whoever_is_blocked_is_answered_with_the_same_bytes_as_nobody() {
        let register = Simulator::default();
        let known = ask(&register, "Beispiel", "Berta", 1985).await;
        assert!(String::from_utf8(known).expect("JSON").contains("Probeweg"));
        let blocked = ask(&register, "Verborgen", "Vera", 1979).await;
        assert_eq!(blocked, ask(&register, "Niemand", "Nina", 1979).await);
    }

    #[tokio::test]
    async fn a_repeated_key_is_recognised_whatever_was_answered_before() {
        let register = Simulator::default();
        register.next([Fault::Down, Fault::Silent, Fault::Garbled, Fault::Rejects("E-17".to_owned())]);
        let message = message();
        let mut answers = vec![];
        for _ in 0..5 {
            answers.push(register.submit(&message).await);
        }
        let rejected = Failure::Rejected { code: "E-17".to_owned() };
        let receipt = Receipt { reference: reference(message.key) };
        assert_eq!(
            answers,
            [
                Err(Failure::Unreachable),
                Err(Failure::NoAnswer),
                Err(Failure::BadAnswer),
                Err(rejected),
                Ok(receipt.clone())
            ]
        );
        assert_eq!(register.taken(), BTreeMap::from([(message.key, 3)]), "handed over three times, and there once");
        let acknowledged = Confirmation::Acknowledged { reference: receipt.reference };
        assert_eq!(register.confirm(message.key).await, Ok(acknowledged));
    }

    async fn ask(register: &Simulator, family_name: &str, given_names: &str, year: i16) -> Vec<u8> {
        let born = PartialDate { year, month: Some(5), day: Some(17) };
        let question = Question { family_name: family_name.to_owned(), given_names: given_names.to_owned(), born };
        let found = register.look_up(&question).await.expect("it answers");
        serde_json::to_vec(&found).expect("an answer is JSON")
    }
}
