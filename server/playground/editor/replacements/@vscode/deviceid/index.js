import { randomUUID } from 'node:crypto';

export const getDeviceId = async () => randomUUID();
