import type { SuggestionEvent } from '../schema/event.ts';
import type { Answer } from '../store/store.ts';

/** What the proxy's audit log would tell of the answers behind these events: one for each request that reached a model. */
export function answersOf(events: readonly SuggestionEvent[], who: { user: string; team: string }): Answer[] {
  return events.flatMap((event): Answer[] => {
    if (event.kind !== 'suggested' || event.audit_id === null || event.request_id === null) return [];
    const newer = event.model === 'bank-coder-b';
    return [
      {
        audit_id: event.audit_id,
        served_at: Math.round(event.requested_at + (event.answered_ms ?? 0)),
        user_id: who.user,
        team: who.team,
        language: event.language,
        model: event.model,
        tier: event.tier,
        // Half of the first token's wait and all of the rest is the model at work.
        upstream_ms: Math.round((event.answered_ms ?? 0) - (event.first_token_ms ?? 0) / 2),
        completion_tokens: Math.ceil(event.characters / 3.5),
        weights: newer ? 'b7c1d20f94aa' : 'a19e3307c5d2',
        adapter: who.team === 'Core ledger' && newer ? 'ledger' : null,
        template: newer ? 'qwen2.5-coder' : 'codellama',
        served: event.characters > 0,
      },
    ];
  });
}
