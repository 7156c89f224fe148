import type { Pool } from 'pg';
import { z } from 'zod';

/** What `GET /items/{sku}` answers. */
export const catalogueItem = z.object({
  sku: z.string(),
  /** In the currency's minor unit. */
  price: z.object({ amount: z.int(), currency: z.string() }),
  available: z.int(),
  reserved: z.int(),
  sold: z.int(),
});
export type CatalogueItem = z.infer<typeof catalogueItem>;

/** What `GET /items` answers. */
export const catalogue = z.object({ items: z.array(catalogueItem) });

const columns = `sku, json_build_object('amount', price, 'currency', currency) AS price, available, reserved, sold`;

export async function findItem(pool: Pool, sku: string): Promise<CatalogueItem | undefined> {
  const { rows } = await pool.query<CatalogueItem>(`SELECT ${columns} FROM items WHERE sku = $1`, [sku]);
  return rows[0];
}

export async function listItems(pool: Pool): Promise<readonly CatalogueItem[]> {
  const { rows } = await pool.query<CatalogueItem>(`SELECT ${columns} FROM items ORDER BY sku`);
  return rows;
}
