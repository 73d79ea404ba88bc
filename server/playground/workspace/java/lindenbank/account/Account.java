package lindenbank.account;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A current account: its balance is the sum of its entries, and never falls below the overdraft limit. */
public final class Account {

    private final String iban;
    private final Money overdraftLimit;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private Money balance;
    private boolean closed;

    public Account(String iban, Money overdraftLimit, Clock clock) {
        this.iban = iban;
        this.overdraftLimit = overdraftLimit;
        this.clock = clock;
        this.balance = Money.zero(overdraftLimit.currency());
    }

    public String iban() {
        return iban;
    }

    public Money balance() {
        return balance;
    }

    /** What can be spent now: the balance and what is left of the overdraft. */
    public Money available() {
        return balance.plus(overdraftLimit);
    }

    /** Books a credit. */
    public void deposit(Money amount, String purpose) {
        requireOpen();
        requirePositive(amount);
        entries.add(Entry.credit(clock.instant(), amount, purpose));
        balance = balance.plus(amount);
    }

    // Try 1: on the empty line below, type  public void withdraw(  and pause. Tab takes the suggestion.


    /** Closes the account. Only an account with a balance of zero can be closed. */
    public void close() {
        requireOpen();
        if (balance.isPositive() || balance.isNegative()) {
            throw new IllegalStateException("Account " + iban + " still has a balance");
        }
        closed = true;
    }

    /** Every entry, oldest first. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Account " + iban + " is closed");
        }
    }

    private static void requirePositive(Money amount) {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("Amount must be positive");
        }
    }
}
