import { jsonSchemaOf, schemaMarkdown } from '../documentation.ts';
import { kindNames } from '../records.ts';
import { printJson } from './shared.ts';

/** `audit schema` */
export async function showSchema(options: { json?: boolean }): Promise<void> {
  if (!options.json) process.stdout.write(schemaMarkdown());
  else for (const kind of kindNames) printJson({ kind, schema: jsonSchemaOf(kind) });
}
