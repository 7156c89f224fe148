import pg from 'pg';

const startingUp = '57P03';

/** False: not yet. Throws when a server answers that does not know this password: it is not ours. */
export async function postgresAnswers(adminUrl: string): Promise<boolean> {
  const admin = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  admin.on('error', () => undefined); // A connection lost after the answer: the answer stands.
  try {
    await admin.connect();
    await admin.end();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== startingUp) throw error;
    return false;
  }
}
