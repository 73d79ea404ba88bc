import { metrics } from '../metrics/definitions.ts';
import { figures, type RunQuery } from '../metrics/figures.ts';
import { leastPeople } from '../privacy/least-people.ts';
import { cellView, wholeDay } from '../store/daily.ts';
import type { Row } from '../store/database.ts';

/**
 * Our figures in the shape of GitHub's Copilot usage-metrics reports (organisation reports, GitHub REST documentation
 * "Copilot usage metrics"), so that viewers made for those show ours. Completions are all that is told of: one editor row a
 * day, and no completion rows by model, which that schema keeps for chat and agents. What privacy holds back is left out.
 */

interface Activity {
  user_initiated_interaction_count: number;
  code_generation_activity_count: number;
  code_acceptance_activity_count: number;
  loc_suggested_to_add_sum: number;
  loc_suggested_to_delete_sum: number;
  loc_added_sum: number;
  loc_deleted_sum: number;
}

export interface CopilotDay extends Activity {
  day: string;
  organization_id: string;
  daily_active_users: number;
  /** Of the last 7 and 28 days, in whole fives: exact, two of them taken from each other would tell of single people. */
  weekly_active_users: number;
  monthly_active_users: number;
  totals_by_ide: (Activity & { ide: string })[];
  totals_by_feature: (Activity & { feature: string })[];
  totals_by_language_feature: (Activity & { language: string; feature: string })[];
  totals_by_language_model: [];
  totals_by_model_feature: [];
}

const feature = 'code_completion';

export async function copilotDays(
  run: RunQuery,
  from: string,
  to: string,
  organization: string,
): Promise<CopilotDay[]> {
  const answer = await figures(run, { metrics, from, to, by: 'language', only: null, user: null });
  const people = new Map(
    (
      await run(
        `SELECT CAST(day AS text) AS day, users FROM ${cellView(wholeDay)}
        WHERE users >= ${leastPeople} AND day BETWEEN CAST($1 AS date) AND CAST($2 AS date)`,
        [from, to],
      )
    ).map((row: Row) => [String(row.day), Number(row.users)]),
  );
  const lately = await activeLately(run, from, to);
  const activity = (row: (typeof answer.rows)[number]): Activity => ({
    user_initiated_interaction_count: 0,
    // Shown and accepted, each suggestion once.
    code_generation_activity_count: row.figures.shown?.numerator ?? 0,
    code_acceptance_activity_count: row.figures.accepted?.numerator ?? 0,
    loc_suggested_to_add_sum: row.figures.shown_lines?.numerator ?? 0,
    loc_suggested_to_delete_sum: 0,
    loc_added_sum: row.figures.accepted_lines?.numerator ?? 0,
    loc_deleted_sum: 0,
  });
  return answer.rows
    .filter(row => row.day !== null && row.value === null)
    .map(row => {
      const sums = activity(row);
      return {
        day: row.day!,
        organization_id: organization,
        daily_active_users: people.get(row.day!) ?? 0,
        weekly_active_users: lately.get(row.day!)?.weekly ?? 0,
        monthly_active_users: lately.get(row.day!)?.monthly ?? 0,
        ...sums,
        totals_by_ide: [{ ide: 'vscode', ...sums }],
        totals_by_feature: [{ feature, ...sums }],
        totals_by_language_feature: answer.rows
          .filter(({ day, value }) => day === row.day && value !== null)
          .map(each => ({ language: each.value!, feature, ...activity(each) })),
        totals_by_language_model: [],
        totals_by_model_feature: [],
      };
    });
}

/** How many people were active in the 7 and in the 28 days up to each day that is told of. */
async function activeLately(run: RunQuery, from: string, to: string) {
  const rows = await run(
    `WITH told AS (
  SELECT day FROM ${cellView(wholeDay)} WHERE users >= ${leastPeople} AND day BETWEEN CAST($1 AS date) AND CAST($2 AS date)),
active AS (
  SELECT DISTINCT day, user_id FROM daily WHERE day BETWEEN CAST($1 AS date) - 27 AND CAST($2 AS date)
    AND (seen > 0 OR trigger_kind = 'manual') AND user_id NOT IN ('unknown', 'erased'))
SELECT CAST(told.day AS text) AS day, count(DISTINCT active.user_id) AS monthly,
  count(DISTINCT CASE WHEN active.day > told.day - 7 THEN active.user_id END) AS weekly
FROM told JOIN active ON active.day BETWEEN told.day - 27 AND told.day GROUP BY told.day`,
    [from, to],
  );
  const fives = (count: unknown) => Math.floor(Number(count) / leastPeople) * leastPeople;
  return new Map(rows.map((row: Row) => [String(row.day), { weekly: fives(row.weekly), monthly: fives(row.monthly) }]));
}

/**
 * A report of one day or of several as its one object. That of one day has the day's own fields beside `day_totals`: some
 * viewers read the one (copilot-metrics-viewer), some the other, as lines of days.
 */
export function copilotReport(
  days: readonly CopilotDay[],
  from: string,
  to: string,
  organization: string,
  createdAt: string,
): object {
  return {
    ...(from === to ? days[0] : {}),
    report_start_day: from,
    report_end_day: to,
    organization_id: organization,
    created_at: createdAt,
    day_totals: days,
  };
}
