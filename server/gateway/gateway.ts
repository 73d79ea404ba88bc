import { admit } from './admit.ts';
import { applyPolicy } from './apply-policy.ts';
import type { Call, Gateway } from './call.ts';
import { capture } from './capture.ts';
import { refuseBlocked } from './guard.ts';
import { auditUnavailable, interrupted } from './interrupted.ts';
import type { Life } from './life.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { redact } from './redact.ts';
import { Refusal } from './refusal.ts';
import { blockedTermsOf, renderForModel } from './render.ts';
import { restore } from './restore.ts';
import { route } from './route.ts';
import { stopAt } from './stop-at.ts';
import { stream } from './stream.ts';
import { chain, tap } from './text-step.ts';

/**
 * One completion's life: authenticate → apply policy → admit → redact → render for the model → route → stream → guard →
 * restore → record. Each stage is one module with one function; each leaves a line in the audit record. Whatever happens, the
 * client gets an answer or an error, and the log an end.
 */
export async function complete(call: Call, gateway: Gateway): Promise<void> {
  const { asked, identity, life, answer } = call;
  const { audit, rules, models, live, meter, now, clock } = gateway;
  const recorder = openRecorder(call, gateway);
  const { ledger, progress } = recorder;
  const guarded = tap();
  try {
    ledger.note('authenticate', { decision: 'allow', reason: identity.method });
    if (audit.state !== 'open') throw auditUnavailable();
    const { text, maxTokens, model, chosen } = ledger.step('policy', () =>
      applyPolicy(call, { rules, models, count: live.count, clock }),
    );
    call.model = model;
    if (chosen !== null) ledger.note('policy', { decision: 'allow', reason: chosen });
    const { load, ticket } = ledger.step('admit', () => admit(call, gateway));
    const redacted = ledger.step('redact', () => redact(text, gateway.redactor));
    const prompt = ledger.step('render', () => renderForModel(redacted, call, maxTokens, blockedTermsOf(rules.policy)));
    const { picked } = await ledger.stepAsync('route', () => route(call, prompt, ticket));

    const { template, undo } = prompt.rendered;
    const guard = redacted.guard();
    const restoring = restore(undo, redacted.restorer());
    recorder.answering(guard, restoring);
    const steps = chain([
      stopAt([...template.specialTokens, ...template.stops]),
      guard,
      guarded,
      restoring,
      // The client's own stop strings fit on the client's own text.
      stopAt(asked.stop),
    ]);
    answer.describe(recorder.head(), load);
    const begin = () => recorder.begin();
    const streamed = await ledger.stepAsync('stream', () =>
      stream({ picked, prompt, life, steps, answer, progress, begin, now }),
    );
    refuseBlocked(guard, progress.sent);
    answer.finish(streamed.finish, recorder.tail(streamed));
  } catch (error) {
    const refusal = asRefusal(error, life);
    if (refusal.code === 'internal') gateway.failed(call.auditId, error);
    recorder.refused(refusal);
    if (life.endedBy !== 'client') answer.refuse(refusal);
  } finally {
    if (ledger.results.admit) {
      ledger.results.admit.ticket.leave();
      live.leave(ledger.results.admit.entry);
    }
    life.close();
    meter.tokens(identity, tokensOf(recorder));
    gateway.observe(await recorder.end());
    // What never left is not kept.
    const left = progress.askedAt === null ? null : (ledger.results.render ?? null);
    await capture(call, gateway, left, guarded.text);
  }
}

/** UTF-16 units of a token of code, for servers that do not count. */
const charactersPerToken = 3.5;

/** What a request costs its quota: nothing where no model was asked. */
function tokensOf({ ledger: { results }, progress }: Recorder): number {
  if (results.render === undefined || progress.firstTextAt === null) return 0;
  const usage = results.stream?.usage;
  const { prompt } = results.render.ask;
  return (
    (usage?.promptTokens ?? Math.ceil(prompt.length / charactersPerToken)) +
    (usage?.completionTokens ?? Math.ceil(progress.raw.length / charactersPerToken))
  );
}

function asRefusal(error: unknown, life: Life): Refusal {
  if (error instanceof Refusal) return error;
  if (life.endedBy !== null) return interrupted(life.endedBy);
  return new Refusal(
    'internal',
    'The proxy failed on this request. Its operator finds the failure in the log by the audit id.',
  );
}
