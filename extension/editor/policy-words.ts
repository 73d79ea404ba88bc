import * as vscode from 'vscode';
import type { PolicyDocument } from '../../server/policy/schema.ts';
import { settings } from './settings.ts';

const { t } = vscode.l10n;

/** Which settings the policy has the last word on, and what it says. */
export function policyDecisions({ policy, arm }: PolicyDocument, models: readonly string[]): string[] {
  const line = (setting: string, locked: boolean, words: string): string =>
    `- \`intramural.${setting}\`: ${locked ? t('{0} (locked by the policy)', words) : words}`;
  const { languages, exclude, telemetry, recording, completion } = policy;
  const wanted = settings.model();
  return [
    line(
      'enabled',
      languages !== null,
      languages === null ? t('every language is served') : t('only {0} are served', languages.join(', ')),
    ),
    line(
      'exclude',
      exclude.paths.length > 0,
      exclude.paths.length === 0
        ? t('nothing is excluded beside your own patterns')
        : t('never sent, whatever you set: {0}', exclude.paths.map(path => `\`${path}\``).join(', ')),
    ),
    line('model', wanted !== undefined && !models.includes(wanted), t('one of {0}', models.join(', '))),
    line('telemetry.enabled', !telemetry.enabled, telemetry.enabled ? t('as you set it') : t('switched off for all')),
    `- ${recording?.content === true ? t('Sessions may be recorded with their content.') : t('Sessions may be recorded without content only.')}`,
    ...(completion.least_confidence > 0
      ? [
          `- ${t('Suggestions below a confidence of {0} % are not shown.', Math.round(completion.least_confidence * 100))}`,
        ]
      : []),
    ...(arm === undefined ? [] : [`- ${t('You take part in an experiment: {0}.', `\`${arm}\``)}`]),
  ];
}
