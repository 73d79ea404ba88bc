// Installs the VS Code of the tests and makes its strict copy: what needs the registry, before tests run without it.
import { installEditor } from '../../../server/playground/install.ts';
import { strictCopy } from './strict-copy.ts';

await strictCopy(await installEditor());
