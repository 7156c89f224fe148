import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { notificationService } from '../../src/services/notification/service.ts';
import { orderService } from '../../src/services/order/service.ts';
import { paymentService } from '../../src/services/payment/service.ts';
import { startTestService, type TestService } from './test-service.ts';

const definitions = [orderService, inventoryService, paymentService, notificationService];

// That it may do all that it needs, every other test of the services shows: they all run as this role.
describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  'the role of the %s service',
  (_name, definition) => {
    let service: TestService;
    let tables: readonly string[];
    beforeAll(async () => {
      service = await startTestService(definition);
      const { rows } = await service.pool.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      tables = rows.map(({ name }) => name);
    });
    afterAll(() => service.stop());

    it('can neither create, alter, truncate nor drop a table, nor give what it has to others', async () => {
      expect(tables.length).toBeGreaterThan(2);
      const forbidden = [
        'CREATE TABLE mine (id int)',
        'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
        'CREATE SCHEMA mine',
        'CREATE ROLE mine',
        'DROP VIEW saga_ledger',
        ...tables.flatMap((table) => [
          `ALTER TABLE ${table} ADD COLUMN mine int`,
          `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
          `TRUNCATE ${table} CASCADE`,
          `DROP TABLE ${table} CASCADE`,
        ]),
      ];
      for (const statement of forbidden)
        await expect(service.pool.query(statement), statement).rejects.toThrow(
          /permission denied|must be owner|superuser/,
        );
      // Postgres takes a GRANT without grant option as a warning that grants nothing.
      for (const table of tables) await service.pool.query(`GRANT SELECT ON ${table} TO PUBLIC`);
      const { rows } = await service.pool.query(
        "SELECT 1 FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND table_schema = 'public'",
      );
      expect(rows).toEqual([]);
    });

    it('can not say that a migration was applied', async () => {
      await expect(
        service.pool.query("INSERT INTO migrations (name, run_on) VALUES ('9_none', now())"),
      ).rejects.toThrow('permission denied');
    });

    it('can enter no other database', async () => {
      const { rows } = await service.pool.query<{ name: string }>(
        `SELECT datname AS name FROM pg_database
         WHERE datname <> current_database() AND datallowconn AND has_database_privilege(datname, 'CONNECT')`,
      );
      expect(rows).toEqual([]);
    });
  },
);
