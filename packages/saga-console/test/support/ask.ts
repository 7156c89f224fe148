import { consoleHeader } from '../../src/browser/wire.ts';

/** What the page sends with each request. */
export const fromPage = { [consoleHeader.name]: consoleHeader.value };

export interface Answered<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Asks as the page does; `init` may say it otherwise. */
export async function ask<Body = { readonly code: string; readonly detail: string }>(
  url: string,
  path: string,
  init: RequestInit = {},
): Promise<Answered<Body>> {
  const response = await fetch(new URL(path, url), {
    redirect: 'manual',
    ...init,
    headers: { ...fromPage, ...(init.headers as Record<string, string>) },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text !== '' ? JSON.parse(text) : text) as Body,
  };
}

/** As the page sends a decision. */
export function posted(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
