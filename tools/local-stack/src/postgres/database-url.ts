export interface DatabaseAddress {
  readonly port: number;
  readonly role: string;
  readonly password: string;
  readonly database: string;
}

export function databaseUrl({ port, role, password, database }: DatabaseAddress): string {
  return `postgres://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
