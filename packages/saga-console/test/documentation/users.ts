// Whom the hosts of docs/console.md know: by a cookie, or by a token.

export interface User {
  readonly id: string;
  readonly roles: readonly string[];
}

const users: Readonly<Record<string, User>> = {
  'session=1': { id: 'support-1', roles: ['support'] },
  'session=2': { id: 'operator-2', roles: ['support', 'operator'] },
  'session=3': { id: 'customer-3', roles: [] },
};

export async function userOf(cookie: string | undefined): Promise<User | undefined> {
  return users[cookie ?? ''];
}

export async function checkToken(
  authorization: string | undefined,
): Promise<{ readonly sub: string; readonly role: string } | undefined> {
  if (authorization === 'Bearer operators') return { sub: 'operator-2', role: 'operator' };
  return authorization === 'Bearer customers' ? { sub: 'customer-3', role: 'customer' } : undefined;
}
