import { z } from 'zod';
import { readYaml } from '../../config/yaml.ts';
import { redactionSchema, redactorOptions } from '../policy.ts';
import type { RedactorOptions } from '../redactor.ts';

/** The section `redaction` of a policy file, whatever else stands in it. @throws {FileProblems} naming line, field and mend. */
export function readRedactionPolicy(file: string): Pick<RedactorOptions, 'rules' | 'allow'> {
  const { redaction } = readYaml(file, z.looseObject({ redaction: redactionSchema.prefault({}) }));
  const { rules, allow } = redactorOptions(redaction);
  return { ...(rules === undefined ? {} : { rules }), ...(allow === undefined ? {} : { allow }) };
}
