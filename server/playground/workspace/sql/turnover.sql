-- Reports for the branch. Tables and views are in schema.sql.

-- Turnover of each branch in the last full month, credits and debits apart.
SELECT c.branch_code,
       SUM(CASE WHEN e.amount > 0 THEN e.amount ELSE 0 END) AS credits,
       SUM(CASE WHEN e.amount < 0 THEN -e.amount ELSE 0 END) AS debits
FROM entry e
JOIN account a ON a.account_id = e.account_id
JOIN customer c ON c.customer_id = a.customer_id
WHERE e.booked_on >= DATE_TRUNC('month', CURRENT_DATE) - INTERVAL '1 month'
  AND e.booked_on < DATE_TRUNC('month', CURRENT_DATE)
GROUP BY c.branch_code
ORDER BY c.branch_code;

-- Try 2: below the next comment, type  SELECT a.product_code,  and press Enter.
-- Turnover of each product in the last full month, credits and debits apart.

