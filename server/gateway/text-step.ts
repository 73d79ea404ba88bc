/** One step on an answer's way from the model to the client. Takes the next piece, returns what may go on now. */
export interface TextStep {
  push(text: string): string;
  /** Returns what was held back; nothing is pushed afterwards. */
  end(): string;
  /** Nothing more can come of this answer: the model can stop. */
  readonly over: boolean;
}

/** Steps one behind the other, as one. What stands behind a step that is over still gets what that step let through. */
export function chain(steps: readonly TextStep[]): TextStep {
  return {
    push: text => steps.reduce((passed, step) => (passed === '' ? '' : step.push(passed)), text),
    end: () => steps.reduce((passed, step) => (passed === '' ? '' : step.push(passed)) + step.end(), ''),
    get over() {
      return steps.some(step => step.over);
    },
  };
}

/** Lets everything through, and keeps what went by. */
export function tap(): TextStep & { readonly text: string } {
  let text = '';
  return {
    push: piece => {
      text += piece;
      return piece;
    },
    end: () => '',
    over: false,
    get text() {
      return text;
    },
  };
}
