-- The ledger of Lindenbank. Amounts are in the account's currency; debits are negative.

CREATE TABLE customer (
    customer_id   BIGINT       PRIMARY KEY,
    family_name   VARCHAR(100) NOT NULL,
    given_name    VARCHAR(100) NOT NULL,
    date_of_birth DATE         NOT NULL,
    branch_code   CHAR(4)      NOT NULL,
    email         VARCHAR(254)
);

CREATE TABLE account (
    account_id      BIGINT        PRIMARY KEY,
    customer_id     BIGINT        NOT NULL REFERENCES customer,
    iban            VARCHAR(34)   NOT NULL UNIQUE,
    product_code    VARCHAR(10)   NOT NULL,
    currency        CHAR(3)       NOT NULL DEFAULT 'EUR',
    overdraft_limit DECIMAL(15,2) NOT NULL DEFAULT 0 CHECK (overdraft_limit >= 0),
    opened_on       DATE          NOT NULL,
    closed_on       DATE,
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);

CREATE TABLE entry (
    entry_id   BIGINT        PRIMARY KEY,
    account_id BIGINT        NOT NULL REFERENCES account,
    booked_on  DATE          NOT NULL,
    value_date DATE          NOT NULL,
    amount     DECIMAL(15,2) NOT NULL CHECK (amount <> 0),
    purpose    VARCHAR(140)  NOT NULL
);

CREATE INDEX entry_by_account ON entry (account_id, booked_on);

CREATE VIEW account_balance AS
SELECT a.account_id,
       a.iban,
       a.customer_id,
       a.overdraft_limit,
       COALESCE(SUM(e.amount), 0) AS balance
FROM account a
LEFT JOIN entry e ON e.account_id = a.account_id
WHERE a.closed_on IS NULL
GROUP BY a.account_id, a.iban, a.customer_id, a.overdraft_limit;
