package lindenbank.account;

import java.time.Instant;

/** One line of the ledger. Credits are positive, debits negative; an entry is never changed, only reversed by another. */
public record Entry(Instant bookedAt, Money amount, String purpose) {

    public static Entry credit(Instant bookedAt, Money amount, String purpose) {
        return new Entry(bookedAt, amount, purpose);
    }

    public static Entry debit(Instant bookedAt, Money amount, String purpose) {
        return new Entry(bookedAt, Money.zero(amount.currency()).minus(amount), purpose);
    }
}
