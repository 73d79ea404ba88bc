import type { ContextRules } from '../../context/rules.ts';
import { importedTypes } from '../java/context.ts';

const modifier =
  '(?:public|private|protected|internal|open|override|abstract|final|const|lateinit|inline|suspend|actual|expect)';

export const context: ContextRules = {
  interpolation: opening => (opening.endsWith('"') ? ['${', '$name'] : []),
  family: 'jvm',
  extensions: { kt: 'kotlin', kts: 'kotlin' },
  definitions: [
    { kind: 'type', pattern: /(?:^|\s)(?:class|interface|object|typealias)\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'function', pattern: /(?:^|\s)fun\s+(?:<[^>]*>\s*)?(?:[\w<>?]+\.)*(?<name>[A-Za-z_]\w*)\s*[(<]/ },
    {
      kind: 'field',
      pattern: new RegExp(`^\\s*(?:${modifier}\\s+)*va[lr]\\s+(?:[\\w<>?]+\\.)*(?<name>[A-Za-z_]\\w*)`),
    },
  ],
  imports: importedTypes,
};
