/** E-mail addresses of persons. */
import { isAlphanumeric, isDigit } from '../scan/characters.ts';
import { characterSet } from '../scan/pattern.ts';
import type { Detector } from './detector.ts';

const ascii = (text: string) => characterSet([...text].map(character => character.charCodeAt(0)));
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const domainCharacters = ascii(`${alphanumeric}.-`);
const localCharacters = ascii(`${alphanumeric}._%+-`);
const maxLocal = 64;
const maxDomain = 190;

/** Nobody's: RFC 2606 and RFC 6761, and addresses that machines write from. */
const noPerson =
  /^(?:no-?reply|do-?not-?reply|postmaster|mailer-daemon|git|hg|svn|root|example|user|username|your[._-]?(?:name|email)|name|email|test|foo|bar)(?:[+].*)?$/i;
const noDomain =
  /(?:^|\.)(?:example|invalid|localhost|local|test|example\.(?:com|org|net|cn|edu)|yourcompany\.com|domain\.com|email\.com|sample\.com|foo\.com|bar\.com|company\.com|users\.noreply\.github\.com|[a-z0-9-]+\.iam\.gserviceaccount\.com)$/i;
/** Ends of file names and of packages, not of domains: `icon@2x.png`, `core@1.2.3`, `@Override`. */
const fileEnds =
  /\.(?:png|jpe?g|gif|svg|webp|css|scss|js|mjs|cjs|ts|tsx|jsx|json|java|kt|py|rb|go|rs|html?|xml|ya?ml|md|txt|so|dll|exe|jar|zip|gz|sh|service|tgz|vue|class|sql)$/i;
/** Before a user at a machine: `ssh -p 22 ledger@core.bank.internal`. */
const logsIn = /\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id)\s(?:[^|;&#]{0,100}\s)?["']?$/;

export const emails: Detector = {
  keywords: ['@', '%40'],
  detect(view, start, end) {
    const { text } = view;
    let from = start;
    while (start - from < maxLocal && inLocal(text.charCodeAt(from - 1))) from--;
    while (from < start && !isAlphanumeric(text.charCodeAt(from))) from++;
    if (from === start || (!isAlphanumeric(text.charCodeAt(start - 1)) && text[start - 1] !== '_')) return;
    // `\nname@…` in a literal
    if (text.charCodeAt(from - 1) === 92 && 'nrt'.includes(text[from]!) && start - from > 1) from++;
    let to = Math.min(view.runs.end(domainCharacters, end), end + maxDomain);
    while (to > end && !isAlphanumeric(text.charCodeAt(to - 1))) to--;
    const domain = text.slice(end, to);
    const dot = domain.lastIndexOf('.');
    if (dot < 1 || !/^(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24})$/i.test(domain.slice(dot + 1))) return;
    if (isDigit(text.charCodeAt(end)) && /^\d+(?:x|\.\d)/.test(domain)) return;
    // `git@host:path`, `user:password@host`, `@Test.class(`
    const after = text[to] ?? '';
    if (after === '(' || after === '/' || (after === ':' && /^[\w/]/.test(text.slice(to + 1, to + 2)))) return;
    if (text[from - 1] === '/' || (text[from - 1] === ':' && !/mailto:$/i.test(text.slice(from - 7, from)))) return;
    if (logsIn.test(text.slice(view.lineStart(from, 120), from))) return;
    const local = text.slice(from, start);
    if (noPerson.test(local) && !/^(?:user|test|name|foo|bar)$/i.test(local)) return;
    if (noDomain.test(domain) || fileEnds.test(domain)) return;
    view.add({ rule: 'email-address', class: 'email-address', start: from, end: to, confidence: 0.85, keep: 0 });
  },
};

const inLocal = (unit: number): boolean => unit < 128 && localCharacters.has[unit] === 1;
