import type { Part, RequestText } from './redaction.ts';
import { flat } from './scan/flat.ts';
import type { Hit } from './scan/hit.ts';
import { type Profile, profileOf } from './scan/profile.ts';

/** One string of a request, with what was found in it. */
export interface Section {
  part: Part;
  text: string;
  /** Of the document that the text comes from. */
  path: string;
  profile: Profile;
  /** Sorted and disjoint. */
  hits: Hit[];
}

/** Every string of a request that is scanned; the document first, prefix and suffix joined. */
export function sectionsOf(text: RequestText): Section[] {
  const section = (part: Part, content: string, path: string, profile: Profile): Section => ({
    part,
    text: content,
    path,
    profile,
    hits: [],
  });
  return [
    section('document', flat(text.prefix + text.suffix), text.path, profileOf(text.path, text.language)),
    section('path', text.path, '', 'unknown'),
    section('repository', text.repository, '', 'unknown'),
    section('user', text.user, '', 'unknown'),
    ...text.context.map((item, index) =>
      section(`context:${index}`, item.text, item.path, profileOf(item.path, item.language)),
    ),
  ];
}
