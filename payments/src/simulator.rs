//! A provider in memory: for tests. It can be slow, wrong and away, and whoever is to pay does what the test says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::port::{Answer, Failure, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is away: it gets nothing.
    Down,
    /// It does what it is asked, and its answer is lost.
    Silent,
    /// It does what it is asked, and says something that nobody understands.
    Garbled,
    /// It does not let the office in.
    Denied,
}

/// A provider of made-up payments.
#[derive(Default)]
pub struct Simulator(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// What goes wrong with the next calls, one for each. Without a fault all is well.
    faults: VecDeque<Fault>,
    /// What it has, by the request, with the number of times that each was handed over.
    payments: BTreeMap<Uuid, (Order, Standing, u32)>,
    /// What it has given back, by the request.
    refunds: BTreeMap<Uuid, (RefundOrder, u32)>,
    /// What becomes of payments from the start: some providers are given a card and answer at once.
    at_once: Option<Standing>,
    /// How it answers to a refund.
    refund: Option<Result<Refunded, Failure>>,
    calls: u32,
}

impl Simulator {
    /// The next calls go wrong in this order, one each.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults.extend(faults);
    }

    /// Whoever is to pay the latest payment does this.
    pub fn becomes(&self, standing: Standing) {
        let latest = self.orders().pop().map(|order| order.request);
        if let Some(known) = latest.and_then(|request| self.lock().payments.get_mut(&request).map(|_| request)) {
            self.of_request_becomes(known, standing);
        }
    }

    /// Whoever is to pay by this request does this.
    pub fn of_request_becomes(&self, request: Uuid, standing: Standing) {
        if let Some((_, known, _)) = self.lock().payments.get_mut(&request) {
            *known = standing;
        }
    }

    /// From now on payments stand so from the start, without a pay page.
    pub fn answers_at_once(&self, standing: Standing) {
        self.lock().at_once = Some(standing);
    }

    /// From now on it answers so to refunds.
    pub fn answers_refunds(&self, answer: Result<Refunded, Failure>) {
        self.lock().refund = Some(answer);
    }

    /// It knows nothing any more, and nothing goes wrong.
    pub fn begin_anew(&self) {
        *self.lock() = Inner::default();
    }

    /// What it was asked for, in the order in which it was made.
    pub fn orders(&self) -> Vec<Order> {
        let mut orders: Vec<_> = self.lock().payments.values().map(|(order, ..)| order.clone()).collect();
        orders.sort_by_key(|order| order.at);
        orders
    }

    /// How often each payment was handed over.
    pub fn taken(&self) -> BTreeMap<Uuid, u32> {
        self.lock().payments.iter().map(|(request, (_, _, times))| (*request, *times)).collect()
    }

    /// What it has given back.
    pub fn given_back(&self) -> Vec<RefundOrder> {
        self.lock().refunds.values().map(|(order, _)| order.clone()).collect()
    }

    /// How often it was called.
    pub fn calls(&self) -> u32 {
        self.lock().calls
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// What goes wrong with a call that did what it was asked.
    fn call<T>(&mut self, does: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        self.calls += 1;
        match self.faults.pop_front() {
            None => does(self),
            Some(Fault::Down) => Err(Failure::Unreachable),
            Some(Fault::Denied) => Err(Failure::Denied),
            Some(Fault::Silent) => does(self).and(Err(Failure::NoAnswer)),
            Some(Fault::Garbled) => does(self).and(Err(Failure::BadAnswer)),
        }
    }
}

fn reference(request: Uuid) -> Reference {
    Reference(format!("T{}", request.simple()))
}

fn page(request: Uuid) -> String {
    format!("https://pay.example/{}", request.simple())
}

impl Provider for Simulator {
    fn name(&self) -> String {
        "the simulated provider".to_owned()
    }

    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started> {
        let answer = self.lock().call(|inner| {
            let at_once = inner.at_once.clone();
            let open = || at_once.unwrap_or_else(|| Standing::Open { page: Some(page(order.request)) });
            let (_, standing, times) =
                inner.payments.entry(order.request).or_insert_with(|| (order.clone(), open(), 0));
            *times += 1;
            let page = match standing {
                Standing::Open { page } => page.clone(),
                Standing::Paid { .. } | Standing::Failed | Standing::Cancelled | Standing::Unknown { .. } => None,
            };
            Ok(Started { reference: reference(order.request), page, standing: standing.clone() })
        });
        Box::pin(async move { answer })
    }

    fn look_up<'a>(&'a self, asked: &'a Reference) -> Answer<'a, Standing> {
        let answer = self.lock().call(|inner| {
            let found = inner.payments.iter().find(|(request, _)| reference(**request) == *asked);
            found.map(|(_, (_, standing, _))| standing.clone()).ok_or(Failure::NotFound)
        });
        Box::pin(async move { answer })
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        let answer = self.lock().call(|inner| {
            let answer = inner.refund.clone().unwrap_or(Ok(Refunded::Done));
            if answer.is_ok() {
                inner.refunds.entry(order.request).or_insert_with(|| (order.clone(), 0)).1 += 1;
            }
            answer
        });
        Box::pin(async move { answer })
    }

    fn check(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
