import type { Pool, PoolClient } from 'pg';
import { type AccountView, merchantAccount, openingAccount, openingBalance } from './account.ts';

/**
 * An account's balance. A customer has one from the start, though it is written down only with the first charge: so the balances of any
 * set of customers and the merchant add up to the same before and after, and reading creates nothing.
 */
export async function readAccount(pool: Pool, id: string): Promise<AccountView> {
  const { rows } = await pool.query<AccountView>('SELECT id, balance FROM accounts WHERE id = $1', [id]);
  return rows[0] ?? { id, balance: openingBalance };
}

/**
 * A customer's balance, their account opened if need be, and locked until the transaction ends. `undefined` when the name is that of an
 * account of ours. All transactions lock a customer's account before ours, and the merchant's last, so none waits in a circle.
 */
export async function lockCustomerBalance(tx: PoolClient, customerId: string): Promise<number | undefined> {
  const { rowCount } = await tx.query(
    `INSERT INTO accounts (id, kind) VALUES ($1, 'customer') ON CONFLICT (id) DO NOTHING`,
    [customerId],
  );
  if (rowCount === 1) {
    await recordTransfer(tx, {
      kind: 'opening',
      debited: openingAccount,
      credited: customerId,
      amount: openingBalance,
    });
    await changeBalance(tx, customerId, openingBalance);
    await changeBalance(tx, openingAccount, -openingBalance);
    return openingBalance;
  }
  const { rows } = await tx.query<{ balance: number }>(
    `SELECT balance FROM accounts WHERE id = $1 AND kind = 'customer' FOR UPDATE`,
    [customerId],
  );
  return rows[0]?.balance;
}

/** Moves money from the customer to the merchant. */
export async function moveToMerchant(tx: PoolClient, customerId: string, amount: number): Promise<void> {
  await recordTransfer(tx, { kind: 'charge', debited: customerId, credited: merchantAccount, amount });
  await changeBalance(tx, customerId, -amount);
  await changeBalance(tx, merchantAccount, amount);
}

/** Moves money from the merchant back to the customer. */
export async function moveToCustomer(tx: PoolClient, customerId: string, amount: number): Promise<void> {
  await recordTransfer(tx, { kind: 'refund', debited: merchantAccount, credited: customerId, amount });
  await changeBalance(tx, customerId, amount);
  await changeBalance(tx, merchantAccount, -amount);
}

interface Transfer {
  readonly kind: 'opening' | 'charge' | 'refund';
  readonly debited: string;
  readonly credited: string;
  readonly amount: number;
}

async function recordTransfer(tx: PoolClient, { kind, debited, credited, amount }: Transfer): Promise<void> {
  await tx.query('INSERT INTO transfers (kind, debited, credited, amount) VALUES ($1, $2, $3, $4)', [
    kind,
    debited,
    credited,
    amount,
  ]);
}

async function changeBalance(tx: PoolClient, id: string, amount: number): Promise<void> {
  await tx.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, amount]);
}
