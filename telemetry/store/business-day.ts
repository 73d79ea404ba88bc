/** The calendar day (`YYYY-MM-DD`) of an instant in the bank's time zone. */
export type BusinessDay = (at: number) => string;

const hour = 3_600_000;
/** Hours remembered: two months of them. */
const remembered = 1500;

/** @throws RangeError where the time zone is unknown. */
export function businessDay(timeZone: string): BusinessDay {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const days = new Map<number, string>();
  return at => {
    // Days begin on the quarter of an hour everywhere, so that a quarter lies in one day.
    const quarter = Math.floor(at / (hour / 4));
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const day = format.format(quarter * (hour / 4));
    if (days.size >= remembered * 4) days.clear();
    days.set(quarter, day);
    return day;
  };
}
