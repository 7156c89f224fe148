import { z } from 'zod';

/** An amount of money in the currency's minor unit (cents): a whole number, zero or more, that a double holds exactly. */
export const minorUnits = z.int().min(0);

/** How many of something: a whole number, at least one. */
export const quantity = z.int().min(1);
