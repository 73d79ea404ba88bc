export function registryText(folder?: string): string;
export function writeRegistry(folder?: string): void;
