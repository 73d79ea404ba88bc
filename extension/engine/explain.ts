import type { Life } from '../core/outcome.ts';
import type { Result, StageName, Trace } from './result.ts';
import type { Translate } from './translate.ts';

export interface Explained {
  result: Result;
  /** How the suggestion fared so far; undefined where none was offered. */
  life?: Life | undefined;
}

export interface ExplainParts {
  t: Translate;
  /** Every reason in words. */
  reason: (reason: string) => string;
  time: (millisecondsSinceEpoch: number) => string;
}

const widestBar = 40;

/** Why this was suggested, or why nothing was: plain text of short lines, which a screen reader reads from top to bottom. */
export function explain({ result, life }: Explained, parts: ExplainParts): string {
  const { t } = parts;
  const { trace } = result;
  const sections: [title: string, lines: string[]][] = [
    [t('What happened'), happened(result, life, parts)],
    [t('Where and when'), place(trace, parts)],
    [t('What was asked'), asked(trace, parts)],
    [t('What came back'), cameBack(trace, parts)],
    [t('What was changed, in order'), trace.reasons.map(reason => `- ${parts.reason(reason)}`)],
    [t('How long it took'), bars(trace, parts)],
  ];
  const title = result.kind === 'offered' ? t('Why this?') : t('Why nothing?');
  const body = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => [`## ${name}`, '', ...lines, ''].join('\n'));
  return [`# ${title}`, '', ...body, t('Nothing of this page leaves your machine.'), ''].join('\n');
}

function happened(result: Result, life: Life | undefined, { t, reason }: ExplainParts): string[] {
  if (result.kind === 'offered') {
    const { text, source } = result.suggestion;
    const shown = text.split('\n').map(line => `    ${line}`);
    return [sourceInWords(source, t), '', ...shown, '', ...outcome(life, t)];
  }
  if (result.kind === 'failed') return [t('The request failed: {0}.', reason(result.reason)), result.message];
  return [t('There was no suggestion: {0}.', reason(result.reason))];
}

function sourceInWords(source: string, t: Translate): string {
  if (source === 'typed-as-suggested') return t('You are typing along with a suggestion; nothing new was asked.');
  if (source === 'cache') return t('An answer that was here already fits this place; nothing new was asked.');
  if (source === 'speculative') return t('The answer was asked for ahead, while the suggestion before it was shown.');
  return t('The model was asked for this place.');
}

function outcome(life: Life | undefined, t: Translate): string[] {
  if (!life) return [];
  const seconds = (life.visibleMs / 1000).toFixed(1);
  switch (life.ending) {
    case undefined:
      return [t('It is on offer: Tab accepts it.')];
    case 'accepted_full':
      return [t('You accepted it after {0} s.', seconds)];
    case 'accepted_partial':
      return [t('You accepted {0} of its {1} characters.', life.accepted, life.text.length)];
    case 'typed_through':
      return [t('You typed all of it.')];
    case 'typing_disagreed':
      return [t('You typed something else after {0} s.', seconds)];
    case 'superseded':
      return [t('Another suggestion took its place.')];
    default:
      return [t('It was left after {0} s.', seconds)];
  }
}

function place(trace: Trace, { t, time }: ExplainParts): string[] {
  const how = trace.trigger === 'manual' ? t('asked for by hand') : t('while you typed');
  return [
    t('File: {0} ({1})', trace.path, trace.languageId),
    t('Time: {0}, {1}', time(trace.startedAt), how),
    ...(trace.delayMs === null ? [] : [t('Pause waited for: {0} ms', trace.delayMs)]),
  ];
}

function asked(trace: Trace, { t }: ExplainParts): string[] {
  if (!trace.sent) return [];
  const { prefix, suffix, context } = trace.sent;
  const why = trace.multiline && multilineInWords(trace.multiline.why, t);
  return [
    t('{0} characters before the cursor, {1} after it', prefix, suffix),
    ...(why ? [why] : []),
    context.length === 0 ? t('Nothing from elsewhere') : t('From elsewhere:'),
    ...context.map(
      ({ kind, path, characters, reason }) =>
        `- ${path} (${t('{0}, {1} characters', kind, characters)})${reason === undefined ? '' : `: ${reason}`}`,
    ),
  ];
}

function multilineInWords(why: NonNullable<Trace['multiline']>['why'], t: Translate): string {
  switch (why) {
    case 'empty-block':
      return t('A block was asked for: the cursor stands in an empty one.');
    case 'asked-for':
      return t('A block was asked for, as your settings say.');
    case 'line-mode':
      return t('One statement was asked for, as your settings say.');
    case 'text-after-cursor':
      return t('The rest of the line was asked for: code follows on it.');
    case 'in-comment-or-string':
      return t('One line was asked for: the cursor stands in a comment or a string.');
    case 'no-empty-block':
      return t('One statement was asked for.');
  }
}

function cameBack({ head, load, requestId, finish, stop, confidence }: Trace, { t, reason }: ExplainParts): string[] {
  if (!head) return [];
  const redacted = head.redactions.map(one => `${one.count} × ${one.class}`).join(', ');
  return [
    t('Model: {0} (tier {1})', head.model, head.tier),
    ...(head.replica === undefined ? [] : [t('Answered by: {0}', head.replica)]),
    t('Policy: {0}', head.policy_version),
    redacted === ''
      ? t('Redacted before the model saw it: nothing')
      : t('Redacted before the model saw it: {0}', redacted),
    t('Audit record: {0}', head.audit_id),
    ...(requestId === null ? [] : [t('Request: {0}', requestId)]),
    ...(load === null ? [] : [load === 'idle' ? t('The model was idle.') : t('The model was busy.')]),
    ...(stop === null ? [] : [t('The stream was closed early: {0}.', reason(stop))]),
    ...('blocked' in head && head.blocked !== undefined
      ? [t('What followed was not let through by the policy: {0}.', head.blocked)]
      : []),
    ...(finish === 'length' ? [t('The answer was cut off at its longest.')] : []),
    confidence === null
      ? t('Confidence: not measured, for the policy does not ask for it or the model does not tell')
      : t('Confidence: {0} %, the mean of its words', Math.round(confidence * 100)),
  ];
}

function bars({ stages, firstTextMs }: Trace, { t }: ExplainParts): string[] {
  const total = Math.max(...stages.map(stage => stage.to), 0);
  if (total === 0) return [];
  const names: Record<StageName, string> = {
    decide: t('deciding'),
    reuse: t('looking for an answer at hand'),
    wait: t('waiting for a pause'),
    collect: t('collecting context'),
    ask: t('proxy and model'),
    shape: t('shaping'),
  };
  const widest = Math.max(...stages.map(stage => names[stage.name].length));
  const lines = stages.map(({ name, from, to }) => {
    const bar = '█'.repeat(Math.round(((to - from) / total) * widestBar));
    return `    ${names[name].padEnd(widest)}  ${(to - from).toFixed(1).padStart(8)} ms  ${bar}`.trimEnd();
  });
  return [...lines, ...(firstTextMs === null ? [] : [t('First text {0} ms after the request.', firstTextMs)])];
}
