import { refusal, type SagaCall } from 'saga-core/activity';
import { type BankActivities, bankActivities } from './ledger-trip.ts';

/** The activities that call the bank at `url`. */
export function bankOverHttp(url: string): BankActivities {
  const perform = (activity: string) => async (argument: unknown, call: SagaCall) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ activity, argument, call }) });
    if (response.status === 409) throw refusal((await response.json()) as { code: string });
    if (!response.ok) throw new Error(`The bank answered ${response.status}.`);
    return await response.json();
  };
  return Object.fromEntries(bankActivities.map((name) => [name, perform(name)])) as unknown as BankActivities;
}
