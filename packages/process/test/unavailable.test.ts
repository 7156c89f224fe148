import { expect, it } from 'vitest';
import { isUnavailable } from '../src/unavailable.ts';

it.each([
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
])('takes what pg says without a code for a database that does not answer now: %s', (message) => {
  expect(isUnavailable(new Error(message))).toBe(true);
  expect(isUnavailable(new Error('The order could not be read.', { cause: new Error(message) }))).toBe(true);
});

it.each(['25P03', '25P04', '57P01', '57P05', '08006'])(
  'takes a session that Postgres ended with %s likewise',
  (code) => {
    expect(isUnavailable(Object.assign(new Error('terminating connection'), { code }))).toBe(true);
  },
);

it.each(['23505', '22P02', '42P01', '25P02'])('takes an error of a statement, such as %s, for a mistake', (code) => {
  expect(isUnavailable(Object.assign(new Error('it is wrong'), { code }))).toBe(false);
});
