//! Words about money: what a fee, an attempt, a refund, a statement and an account can be.

use async_graphql::Enum;

mirrors! {
    /// Where a fee stands.
    FeeState of "projections::case_file::FeeState" {
        /// The law asks for nothing.
        Free,
        /// It is due.
        Due,
        /// It is paid.
        Paid,
        /// It does not arise.
        Exempt,
        /// The federal office is asked to do without it.
        WaiverPending,
        /// The federal office does without it.
        Waived,
        /// It is no longer asked for.
        Cancelled,
        /// It was paid and goes back.
        RefundDue,
        /// It was paid and went back.
        Refunded,
    }

    /// How a fee is paid online.
    OnlineMeans of "domain::payment::OnlineMeans" {
        /// By card.
        Card,
        /// By giropay.
        Giropay,
        /// By paydirekt.
        Paydirekt,
        /// By PayPal.
        Paypal,
        /// In another way.
        Other,
    }

    /// Where an attempt to pay online stands. Nothing is inferred: it is open until the provider has said how it ended.
    AttemptState of "domain::payment::AttemptStanding" {
        /// Nobody knows yet what comes of it.
        Open,
        /// It came to nothing.
        Failed,
        /// Whoever was to pay gave up.
        Cancelled,
        /// Nobody paid in time.
        Expired,
        /// It has settled the fee.
        Paid,
        /// Its money is not owed, and goes back.
        Overpaid,
        /// Another amount came in, and somebody has to look.
        OtherAmount,
        /// It had settled the fee, and its money was taken back: the fee is due again.
        ChargedBack,
    }

    /// What a person found who looked for what became of an attempt that nobody knows the end of, or for money that no
    /// statement shows.
    AttemptFinding of "domain::payment::Finding" {
        /// No statement of the provider or the bank shows money of it.
        NothingCameIn,
        /// The provider says, outside the protocol, that nobody has paid.
        ProviderDenies,
        /// Its money was found, and is taken care of elsewhere. Of what is missing it takes two people.
        SettledElsewhere,
        /// What is missing came in one sum with others.
        InASum,
        /// What is missing never came, and is written off. Takes two people.
        WrittenOff,
    }

    /// Where a refund stands.
    RefundState of "domain::payment::RefundStanding" {
        /// Somebody else has to agree.
        Requested,
        /// Somebody has agreed, and the provider is to be asked.
        Approved,
        /// The provider has the order.
        Ordered,
        /// The treasury has to do it.
        ByHand,
        /// It has gone back.
        Done,
        /// Somebody has not agreed.
        Declined,
    }

    /// An account of the ledger.
    LedgerAccount of "projections::ledger::Account" {
        /// What people owe (Forderungen).
        Receivable,
        /// Coins and notes that were taken at the counter (Barkasse).
        CounterCash,
        /// What was taken by card at the counter, until it is on the account.
        CounterCard,
        /// What the payment provider has taken, until it is on the account (Verrechnungskonto).
        ProviderClearing,
        /// The office's account at its bank.
        Bank,
        /// What fees were fixed, less those that nobody pays, by the position of the tariff.
        Revenue,
        /// What is to be given back (Erstattungen).
        RefundPayable,
        /// What came in and belongs to nothing yet (Verwahrung).
        Suspense,
        /// What the provider and the bank keep for their work (Entgelte).
        Charges,
        /// What is settled with the Federation and not paid to it yet (Bundesanteile).
        FederalShare,
        /// What was written off or kept, because nobody could say where it belongs (Kassendifferenzen).
        Differences,
    }

    /// Who made a statement.
    StatementSource of "domain::statement::Source" {
        /// The payment provider.
        Provider,
        /// The bank.
        Bank,
    }

    /// What an entry of a statement is, as the file says.
    StatementEntryKind of "domain::statement::Kind" {
        /// Money came in.
        Payment,
        /// Money went back.
        Refund,
        /// A payment was taken back by the payer's bank (Rückbuchung).
        Chargeback,
        /// What the provider or the bank keeps for its work (Entgelt).
        Fee,
    }

    /// Why somebody has to look at a statement.
    StatementConcern of "projections::ledger::Concern" {
        /// An entry names no payment of the office's.
        UnknownReference,
        /// An entry has another amount than the one that the office knows.
        OtherAmount,
        /// An entry says that money moved, and the provider has never told the office so. The provider is asked again.
        NotKnownAsPaid,
        /// An entry is there a second time.
        Twice,
        /// A payment was taken back.
        Chargeback,
        /// Money was given back from the account, and afterwards the provider has told the office that it is paid.
        PaidAfterAll,
        /// The provider has told the office that a fee is paid, and no statement shows it.
        Missing,
    }

    /// How a person closes an entry that matches nothing.
    StatementResolution of "domain::statement::Resolution" {
        /// The provider has paid out in one sum what it had taken.
        Payout,
        /// It is what the provider or the bank keeps for its work.
        Charge,
        /// The provider has taken from the account in one sum what it had paid out too much.
        ProviderDebit,
        /// It is the share of the Federation, which was paid to it.
        FederalShare,
        /// The Federation has paid back of its share what it had too much.
        FederalRepayment,
        /// The treasury claims the fee once more from whoever has taken the payment back.
        ClaimedAgain,
        /// The treasury has given it back from the account. Takes two people.
        GivenBack,
        /// The books have it already, in another entry or by an order of the treasury.
        BookedAlready,
        /// It is no money of these fees.
        NotOurs,
        /// The difference is written off, or kept. Takes two people.
        WrittenOff,
    }

    /// Why money needs a person.
    MoneyConcern of "projections::case_file::Concern" {
        /// Somebody else has to agree to a refund.
        RefundToApprove,
        /// The treasury has to give money back.
        RefundByHand,
        /// Another amount came in than the one due, and nobody has said what becomes of it.
        OtherAmount,
        /// The provider says something that nobody understands.
        Unclear,
        /// An attempt has run out, and nobody knows what became of it.
        Unresolved,
    }

    /// Why money goes back.
    RefundGround of "domain::payment::Ground" {
        /// The case ended without a result.
        CaseEnded,
        /// It was not owed, or not any more.
        NotOwed,
        /// It was another amount than the one due.
        OtherAmount,
        /// The federal office does without the fee after all (§ 10 JVKostG).
        WaivedLater,
        /// The fee was fixed wrongly.
        WronglyCharged,
    }
}
