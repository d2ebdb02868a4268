//! What is done to pay a fee online, and to give money back.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use domain::ids::{CaseId, PaymentId};
use domain::money::Cents;
use domain::payment::{AttemptCommand, Command, Ground, RefundCommand, RefundOf, Source, StartOnline};
use domain::{Refusal, case, permission};
use uuid::Uuid;

use super::view::{Fee, fee_at, fee_of_case};
use crate::case::may_see;
use crate::checked::Checked;
use crate::errors::{Invalid, failed};
use crate::fresh;
use crate::identity::{Asker, office};
use crate::step::{Answer, Step, payload};
use crate::words::AttemptFinding;

/// What is done about money.
#[derive(Default)]
pub(crate) struct Mutation;

/// A fee is to be paid online.
#[derive(InputObject)]
struct PaymentStartInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
}

/// Somebody waits to hear how a payment stands.
#[derive(InputObject)]
struct PaymentLookInput {
    /// Names the request. Looking changes nothing that the provider has not said, so each look asks again.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
}

/// A person has looked for what became of an attempt that nobody knows the end of, or for money that no statement shows.
#[derive(InputObject)]
struct PaymentCloseAttemptInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which fee.
    fee: Uuid,
    /// Which attempt of it: 1, 2, 3, …
    attempt: i32,
    /// What the person found.
    finding: AttemptFinding,
}

/// Why somebody wants money to go back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum RefundReason {
    /// It was another amount than the one due.
    OtherAmount,
    /// The federal office does without the fee after all (§ 10 JVKostG).
    WaivedLater,
    /// The fee was fixed wrongly.
    WronglyCharged,
}

/// Money is to go back.
#[derive(InputObject)]
struct PaymentRequestRefundInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which fee.
    fee: Uuid,
    /// By which attempt the money came; what was taken at the counter unless the request says so.
    attempt: Option<i32>,
    /// How much, in cents: no more than came in and is still here.
    amount_cents: i64,
    /// Why.
    reason: RefundReason,
}

/// Somebody agrees to a refund, or does not.
#[derive(InputObject)]
struct PaymentDecideRefundInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which fee.
    fee: Uuid,
    /// Which refund of it: 1, 2, 3, …
    refund: i32,
}

/// The treasury has given money back.
#[derive(InputObject)]
struct PaymentRecordRefundByHandInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which fee.
    fee: Uuid,
    /// Which refund of it: 1, 2, 3, …
    refund: i32,
    /// The number of the treasury's order: a short word.
    treasury_order: String,
}

/// Declares the payloads of mutations that answer with the fee.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The fee as it is now.
                fee: Fee
            }
        })*
    };
}

payloads! {
    "paymentStart" PaymentStartPayload;
    "paymentLook" PaymentLookPayload;
    "paymentCloseAttempt" PaymentCloseAttemptPayload;
    "paymentRequestRefund" PaymentRequestRefundPayload;
    "paymentApproveRefund" PaymentApproveRefundPayload;
    "paymentDeclineRefund" PaymentDeclineRefundPayload;
    "paymentRecordRefundByHand" PaymentRecordRefundByHandPayload;
}

#[Object(name = "PaymentMutation")]
impl Mutation {
    /// Begins to pay the fee of a case online. The page on which it is paid is there a moment later, as `payPage` of the
    /// fee. While an attempt is open, it is that one: nobody is asked to pay twice.
    async fn payment_start(&self, ctx: &Context<'_>, input: PaymentStartInput) -> Result<PaymentStartPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let outcome = step.run(Ok(StartOnline { case })).await?;
        outcome.then(async |at| fee_of_case(ctx, case, at).await).await.map(Into::into)
    }

    /// Has the provider asked at once how the payment of a case stands, because somebody waits for it. The office asks by
    /// itself anyway, so nobody has to.
    async fn payment_look(&self, ctx: &Context<'_>, input: PaymentLookInput) -> Result<PaymentLookPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (office, case) = (step.office, CaseId(input.case));
        let asker = Asker::of(ctx);
        let refused = |refusal: Refusal| Answer { thing: None, position: None, errors: vec![step.refused(&refusal)] };
        let roles = &[domain::Role::Citizen, domain::Role::Clerk, domain::Role::TeamLead, domain::Role::Cashier];
        if permission::check(&permission::any(*roles), &step.by(), None).is_err() {
            return Ok(refused(domain::payment::Refusal::from(domain::Denied).into()).into());
        }
        let file = office.read_models().case_file(case, asker.clearance()).map_err(fresh::failed)?;
        let takes_money = asker.roles().has(domain::Role::Cashier);
        let Some(file) = file.filter(|file| takes_money || may_see(&asker, file.holder)) else {
            return Ok(refused(case::Refusal::Unknown.into()).into());
        };
        let Some(fee) = file.fee else { return Ok(refused(domain::payment::Refusal::NotAssessed.into()).into()) };
        office.teller().look(fee.payment).await.map_err(|failure| failed(&failure))?;
        let (head, _) = office.log().head().await.map_err(|failure| failed(&failure))?;
        let thing = fee_of_case(ctx, case, head).await?;
        Ok(Answer { thing, position: Some(head.into()), errors: vec![] }.into())
    }

    /// Takes an attempt off the list that has run out and of which nobody knows what became of it, or that is paid and
    /// missing in all statements. What the provider or a statement says of it later counts all the same.
    async fn payment_close_attempt(
        &self,
        ctx: &Context<'_>,
        input: PaymentCloseAttemptInput,
    ) -> Result<PaymentCloseAttemptPayload> {
        let (office, finding) = (office(ctx)?, input.finding.into());
        let command = match number("attempt", input.attempt) {
            Ok(attempt) => {
                let (head, _) = office.log().head().await.map_err(|failure| failed(&failure))?;
                fresh::reach(office, &["ledger"], Some(head)).await?;
                let days = office.facts().await.map_err(|failure| failed(&failure))?.limits.statement_days;
                let missed = office.read_models().missed_by(PaymentId(input.fee), attempt, days);
                let missed_by = missed.map_err(fresh::failed)?;
                Ok(Command::Attempt(AttemptCommand::Close { attempt, finding, missed_by }))
            }
            Err(invalid) => Err(invalid),
        };
        tell(ctx, input.idempotency_key, input.fee, command).await.map(Into::into)
    }

    /// Wants money to go back. Somebody else lets it out.
    async fn payment_request_refund(
        &self,
        ctx: &Context<'_>,
        input: PaymentRequestRefundInput,
    ) -> Result<PaymentRequestRefundPayload> {
        let attempt = input.attempt.map(|attempt| number("attempt", attempt)).transpose();
        let command = attempt.map(|attempt| {
            Command::Refund(RefundCommand::Request {
                source: attempt.map_or(Source::Counter, Source::Attempt),
                amount: Cents(input.amount_cents),
                ground: match input.reason {
                    RefundReason::OtherAmount => Ground::OtherAmount,
                    RefundReason::WaivedLater => Ground::WaivedLater,
                    RefundReason::WronglyCharged => Ground::WronglyCharged,
                },
            })
        });
        tell(ctx, input.idempotency_key, input.fee, command).await.map(Into::into)
    }

    /// Agrees that money goes back: not whoever wants it or has caused it.
    async fn payment_approve_refund(
        &self,
        ctx: &Context<'_>,
        input: PaymentDecideRefundInput,
    ) -> Result<PaymentApproveRefundPayload> {
        let command = number("refund", input.refund).map(|refund| Command::Refund(RefundCommand::Approve { refund }));
        tell(ctx, input.idempotency_key, input.fee, command).await.map(Into::into)
    }

    /// Does not agree that money goes back for which somebody has asked. What is owed is not declined.
    async fn payment_decline_refund(
        &self,
        ctx: &Context<'_>,
        input: PaymentDecideRefundInput,
    ) -> Result<PaymentDeclineRefundPayload> {
        let command = number("refund", input.refund).map(|refund| Command::Refund(RefundCommand::Decline { refund }));
        tell(ctx, input.idempotency_key, input.fee, command).await.map(Into::into)
    }

    /// Records that the treasury has given money back that the provider does not.
    async fn payment_record_refund_by_hand(
        &self,
        ctx: &Context<'_>,
        input: PaymentRecordRefundByHandInput,
    ) -> Result<PaymentRecordRefundByHandPayload> {
        let order = input.treasury_order;
        let command =
            number("refund", input.refund).map(|refund| Command::Refund(RefundCommand::RecordByHand { refund, order }));
        tell(ctx, input.idempotency_key, input.fee, command).await.map(Into::into)
    }
}

async fn tell(ctx: &Context<'_>, key: Uuid, fee: Uuid, command: Checked<Command>) -> Result<Answer<Fee>> {
    let step = Step::begin(ctx, key)?;
    let payment = PaymentId(fee);
    let outcome = step.run(command.map(|command| RefundOf { payment, command })).await?;
    outcome.then(async |at| fee_at(ctx, payment, at).await).await
}

/// The how many-th something is.
fn number(field: &'static str, number: i32) -> Checked<u16> {
    u16::try_from(number).ok().filter(|number| *number > 0).ok_or(Invalid::no_such_number(field))
}
