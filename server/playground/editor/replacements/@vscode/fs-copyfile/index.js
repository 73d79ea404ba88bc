import { copyFileSync } from 'node:fs';

export { constants } from 'node:fs';
export { copyFile, cp } from 'node:fs/promises';
export { copyFileSync };
export const isCloneSupported = () => false;
