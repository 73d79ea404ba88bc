import type { Workbench } from './workbench.ts';

/**
 * Waits for ghost text of the embedded model. Its first answer on a busy machine may come after the editor has given up on
 * it; then, as a person would, types the last character again: by then the model has read the file.
 */
export async function patientGhostText(workbench: Workbench, lastTyped: string, tries = 4): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await workbench.waitForGhostText({ timeout: 15_000 });
    } catch (error) {
      if (attempt === tries) throw error;
      await workbench.press('Backspace');
      await workbench.type(lastTyped);
    }
  }
}
