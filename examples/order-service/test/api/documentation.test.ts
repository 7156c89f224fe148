import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemKinds } from '../../src/api/problems/problem-catalogue.ts';
import { problemType } from '../../src/api/problems/problem-type.ts';
import { type ApiStack, startApiStack } from './api-stack.ts';

let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack();
});
afterAll(() => stack.stop());

async function page(path: string): Promise<{ status: number; type: string; text: string; policy: string }> {
  const response = await fetch(`${stack.api.url}${path}`);
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    policy: response.headers.get('content-security-policy') ?? '',
    text: await response.text(),
  };
}

describe('who looks without a token', () => {
  test('finds a page for every kind of problem, under its type, and all of them in a list', async () => {
    const list = await page('/api/v1/problems');
    expect(list).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    for (const { code, status } of problemKinds) {
      const type = problemType(code);
      const found = await page(type);
      expect(found).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(found.text).toContain(`<h1>${code}</h1>`);
      expect(found.text).toContain(`Status ${status}`);
      expect(list.text).toContain(`href="${type}"`);
    }
  });

  test('is told of a kind that does not exist that it does not', async () => {
    expect(await page('/api/v1/problems/nothing')).toMatchObject({
      status: 404,
      type: 'application/problem+json; charset=utf-8',
    });
  });

  test('finds a page to try the API, which loads nothing from elsewhere and runs no script of its own text', async () => {
    const docs = await page('/api/v1/docs');
    expect(docs).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(docs.policy).toContain("script-src 'self'");
    const linked = [...docs.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => String(address));
    expect(linked.length).toBeGreaterThanOrEqual(4);
    for (const address of linked) {
      expect(new URL(address, `${stack.api.url}/api/v1/docs`).origin).toBe(stack.api.url);
      expect((await page(new URL(address, `${stack.api.url}/api/v1/docs`).pathname)).status).toBe(200);
    }
    expect(docs.text).not.toMatch(/<script>|\bon\w+="/);
  });
});
