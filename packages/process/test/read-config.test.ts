import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig, secretWithDevelopmentDefault } from '../src/index.ts';

const schema = z.object({
  PLACE: z.string().describe('a place'),
  COUNT: z.coerce.number().int().default(3).describe('a whole number'),
  URL: z.url('it is not a URL').optional().describe('a URL'),
});

function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is read with its defaults, and an empty variable counts as unset', () => {
    expect(readConfig(schema, { PLACE: 'here', COUNT: '', UNRELATED: 'x' })).toEqual({ PLACE: 'here', COUNT: 3 });
  });

  it('that is wrong is told all at once, one line each, with the remedy', () => {
    expect(mistakesOf(() => readConfig(schema, { COUNT: 'many', URL: 'nowhere' }))).toEqual([
      'PLACE is not set. Set it to a place.',
      expect.stringMatching(/^COUNT is not valid: .*\. Set it to a whole number\.$/),
      'URL is not valid: it is not a URL. Set it to a URL.',
    ]);
    expect(() => readConfig(schema, {})).toThrow('One setting is wrong:\n  PLACE is not set. Set it to a place.');
  });

  it('never shows a value', () => {
    const mistakes = mistakesOf(() => readConfig(schema, { PLACE: 'x', COUNT: 'canary', URL: 'canary' }));
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toContain('canary');
  });
});

describe('a secret with a development default', () => {
  const development = 'development-only-secret-that-everybody-knows';
  const read = (environment: string | undefined, SECRET?: string) =>
    readConfig(z.object({ SECRET: secretWithDevelopmentDefault(development, environment) }), { SECRET });

  it('may be left out in development', () => {
    expect(read(undefined)).toEqual({ SECRET: development });
  });

  it('is refused in production when it is left out or the default', () => {
    expect(mistakesOf(() => read('production'))).toEqual([expect.stringContaining('SECRET is not set')]);
    expect(mistakesOf(() => read('production', development))).toEqual([
      expect.stringContaining('the public development default'),
    ]);
    const own = 'a-secret-of-one-deployment-and-no-other';
    expect(read('production', own)).toEqual({ SECRET: own });
  });

  it('is refused everywhere when it is short, with the same remedy', () => {
    const remedy = 'Set it to a random secret of at least 32 characters, for example from `openssl rand -hex 32`.';
    for (const environment of [undefined, 'production']) {
      expect(mistakesOf(() => read(environment, 'short'))).toEqual([
        `SECRET is not valid: it must have at least 32 characters. ${remedy}`,
      ]);
    }
  });
});
