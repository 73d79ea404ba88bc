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

/** A report of several days as its one object. */
export function copilotReport(days: readonly CopilotDay[], from: string, to: string, createdAt: string): object {
  return { report_start_day: from, report_end_day: to, created_at: createdAt, day_totals: days };
}
