package lindenbank.account;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;

/** A payment that is repeated each month on the same day, or on the next banking day where that day is none. */
public record StandingOrder(String debtorIban, String creditorIban, Money amount, int dayOfMonth, String purpose) {

    public StandingOrder {
        if (dayOfMonth < 1 || dayOfMonth > 31) {
            throw new IllegalArgumentException("Day of month must be from 1 to 31");
        }
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("Amount must be positive");
        }
    }

    /** The day on which the order is executed in the month. A month without that day uses its last one. */
    public LocalDate executionDate(YearMonth month) {
        LocalDate due = month.atDay(Math.min(dayOfMonth, month.lengthOfMonth()));
        return nextBankingDay(due);
    }

    private static LocalDate nextBankingDay(LocalDate day) {
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day;
    }
}
