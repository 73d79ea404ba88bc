package lindenbank.account;

/** A debit would take the account below its overdraft limit. */
public final class InsufficientFundsException extends RuntimeException {

    public InsufficientFundsException(String iban, Money missing) {
        super("Account " + iban + " lacks " + missing.amount() + " " + missing.currency());
    }
}
