/** How long to wait for the hands to pause, from how they type, how fast the model is and how the last offers fared. */

export interface DelayState {
  /** Typical milliseconds between two keys. */
  keyInterval: number;
  /** Typical milliseconds from request to suggestion. */
  latency: number;
  /** 1 is neutral; above it recent suggestions were not wanted. */
  reluctance: number;
}

export const initialDelay: DelayState = { keyInterval: 160, latency: 250, reluctance: 1 };

/** Milliseconds, and factors. */
const rule = {
  least: 20,
  most: 400,
  /** A pause longer than that is no rhythm. */
  longestInterval: 1000,
  /** Weight of the newest measurement. */
  freshness: 0.2,
  /** Part of the typical interval after which the next key is less likely than the pause. */
  partOfInterval: 0.75,
  /** A slow model is asked a little later: each request that is thrown away costs more. */
  partOfLatency: 0.1,
  refused: 1.5,
  accepted: 0.8,
  leastReluctance: 0.5,
  mostReluctance: 3,
} as const;

export function delayFor(state: DelayState): number {
  const wait = (rule.partOfInterval * state.keyInterval + rule.partOfLatency * state.latency) * state.reluctance;
  return Math.round(clamp(wait, rule.least, rule.most));
}

export function afterKey(state: DelayState, interval: number): DelayState {
  if (interval <= 0 || interval > rule.longestInterval) return state;
  return { ...state, keyInterval: mix(state.keyInterval, interval) };
}

export function afterAnswer(state: DelayState, latency: number): DelayState {
  return { ...state, latency: mix(state.latency, latency) };
}

export function afterOutcome(state: DelayState, accepted: boolean): DelayState {
  const factor = accepted ? rule.accepted : rule.refused;
  // Each outcome first forgets a part of those before it.
  const faded = 1 + (state.reluctance - 1) * 0.8;
  return { ...state, reluctance: clamp(faded * factor, rule.leastReluctance, rule.mostReluctance) };
}

function mix(old: number, fresh: number): number {
  return old + rule.freshness * (fresh - old);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
