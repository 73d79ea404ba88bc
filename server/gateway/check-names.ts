import * as field from '../audit/fields.ts';
import { CommandError } from '../cli/command.ts';
import type { Config } from '../config/schema.ts';

/** The audit log has no room for free text: names that it could not hold are refused before anything is served. @throws {CommandError} */
export function checkNames(config: Config): void {
  for (const { id, tier } of config.models) {
    if (!field.modelName.safeParse(id).success) {
      throw new CommandError(`The model id "${id}" can't be recorded.`, {
        mend: 'Use letters, digits and . _ : / @ + - only, and begin with a letter or digit.',
      });
    }
    if (!field.slug.safeParse(tier).success) {
      throw new CommandError(`The tier "${tier}" can't be recorded.`, {
        mend: 'Use small letters, digits and . _ + # - only, and begin with a letter or digit.',
      });
    }
  }
}
