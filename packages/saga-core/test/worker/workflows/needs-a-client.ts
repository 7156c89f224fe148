import { Client } from '@temporalio/client';

/** Workflows have no connections, so this fails as soon as the module is loaded. */
export const client = new Client();
