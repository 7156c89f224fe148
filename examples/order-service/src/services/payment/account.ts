import { z } from 'zod';

/** What a customer's account holds at first, in cents. */
export const openingBalance = 100_000_000;

/** Where charges go. */
export const merchantAccount = 'merchant';

/** Where opening balances come from, so that they too are transfers and the sum of all accounts stays 0. */
export const openingAccount = 'opening-balances';

/** What `GET /accounts/{id}` answers: cents. */
export const accountView = z.object({ id: z.string(), balance: z.int() });
export type AccountView = z.infer<typeof accountView>;
