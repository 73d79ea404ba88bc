import * as vscode from 'vscode';
import type { CancelReason, EmptyReason, QuietReason } from '../engine/result.ts';
import type { FaultKind } from '../engine/transport.ts';

const { t } = vscode.l10n;

/** Every reason in words, for people. */
export function reasonInWords(reason: QuietReason | EmptyReason | CancelReason | FaultKind): string {
  return words()[reason];
}

function words(): Record<QuietReason | EmptyReason | CancelReason | FaultKind, string> {
  return {
    comment: t('quiet in comments (ask by hand for a suggestion here)'),
    string: t('quiet in strings (ask by hand for a suggestion here)'),
    'inside-word': t('quiet in the middle of a word'),
    'text-after-cursor': t('quiet where code follows on the line'),
    disabled: t('switched off'),
    'disabled-automatic': t('suggests only when asked'),
    snoozed: t('snoozed'),
    'language-disabled': t('switched off for this language'),
    'path-disabled': t('this file is excluded by your settings'),
    'untrusted-workspace': t('this workspace is not trusted, so nothing of it is sent'),
    'signed-out': t('nobody is signed in'),
    offline: t('the proxy cannot be reached'),
    throttled: t('the proxy is busy'),
    'policy-unknown': t('the policy is not known yet, so nothing is sent'),
    'policy-language': t('the policy serves no suggestions for this language'),
    'policy-path': t('the policy excludes this file'),
    'multiple-cursors': t('quiet with several cursors'),
    selection: t('quiet while text is selected'),
    'empty-answer': t('the model had nothing to say here'),
    'not-drawn': t('the editor would not have drawn the suggestion'),
    'typing-went-on': t('typing went on'),
    'answer-disagrees': t('typing took another way'),
    closed: t('the document was closed'),
    unreachable: t('nothing answers at the address of the proxy'),
    certificate: t('the certificate of the proxy is not trusted'),
    forbidden: t('the proxy refused: policy'),
    refused: t('the proxy refused the request'),
    busy: t('the proxy is busy'),
    timeout: t('the proxy took too long'),
    'too-late': t('the model had no answer in time'),
    'bad-answer': t('the proxy gave an answer that cannot be read'),
    'special-tokens': t('special tokens of the model were cut off'),
    'chat-prose': t('what a chat model says beside the code was taken off'),
    'code-fence': t('the code was taken out of its Markdown fence'),
    'repeated-line-start': t('the answer repeated the beginning of the line'),
    'leading-space': t('white space that the line has already was taken off'),
    indentation: t('indentation was brought into the style of the file'),
    'identification-area': t('numbers beyond the last column were taken off'),
    'keyword-case': t('keywords are written as the file writes them'),
    'statement-end': t('ended after one statement'),
    'block-end': t('ended at the end of the block'),
    'suffix-start': t('ended where it began to repeat what follows'),
    'neighbour-line': t('ended where it began to repeat the line above'),
    repetition: t('ended where it ran in a circle'),
    'last-column': t('ended at the last column of the format'),
    'suffix-overlap': t('what stands after the cursor already was cut off'),
    closers: t('closing brackets and quotes were fitted to those after the cursor'),
    'trailing-space': t('white space at line ends was taken off'),
    blank: t('the answer was blank'),
    'joined-statement': t('the answer would have run into the word after the cursor'),
    'duplicate-line': t('the answer said what a neighbouring line says already'),
    balance: t('the answer would have left brackets unbalanced'),
    'minimum-length': t('the answer was a single mark, quicker typed than read'),
    confidence: t('the model was less sure of it than the policy asks for'),
    'unknown-symbols': t('it used names that neither the file nor the workspace has'),
    'syntax-errors': t('the answer would have added syntax errors'),
    'line-before-closer': t('the closing bracket was put on a line of its own'),
  };
}
