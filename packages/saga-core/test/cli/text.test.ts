import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../src/cli/printable.ts';
import { shellQuote } from '../../src/cli/shell-quote.ts';
import { LiveLines } from '../../src/cli/show/live-lines.ts';

const texts = fc.string({
  unit: fc.oneof(fc.constantFrom("'", '"', '\\', '$', '\n', '\u001b', '\u009b', '\u202e', '😀'), fc.string()),
});
const commands = /[\p{C}\p{Zl}\p{Zp}]/u;

describe('text of others', () => {
  it('has nothing in it that a terminal obeys, and is else as it was', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(printable(text)).not.toMatch(commands);
        if (!commands.test(text)) expect(printable(text)).toBe(text);
      }),
    );
  });

  it('is the same JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.jsonValue()), (value) => {
        const json = printableJson(JSON.stringify({ value }, null, 2));
        expect(json.replaceAll('\n', '')).not.toMatch(commands);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
  });
});

it('an argument comes through a shell as it is', () => {
  fc.assert(
    fc.property(
      fc.array(
        texts.map((text) => text.replaceAll('\0', '').toWellFormed()),
        { minLength: 1 },
      ),
      (words) => {
        const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`], {
          encoding: 'utf8',
        });
        expect(printed.split('\0').slice(0, -1)).toEqual(words);
      },
    ),
    { numRuns: 20 },
  );
});

describe('lines that are drawn over', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, place) => `line ${place + 1}`);
  const written = (stream: PassThrough) => String(stream.read()).replaceAll('\u001b', '␛');
  // What a terminal shows after all that was written: moves up and clears, as they are sent together.
  const shown = (stream: PassThrough) => {
    const screen: string[] = [];
    for (const part of written(stream).split(/(?=␛\[\d+A)/)) {
      const [, up = '0', rest = ''] = /^(?:␛\[(\d+)A␛\[1G␛\[0J)?(.*)$/s.exec(part) ?? [];
      screen.splice(screen.length - Number(up));
      screen.push(...rest.split('\n').slice(0, -1));
    }
    return screen;
  };
  const terminal = (columns: number, rows: number) => Object.assign(new PassThrough(), { columns, rows });

  it('stand where those before them stood', () => {
    const stream = terminal(80, 24);
    const live = new LiveLines(stream);
    for (const count of [3, 5, 2]) live.draw(lines(count));
    live.keep();
    live.draw(['after']);
    expect(shown(stream)).toEqual(['line 1', 'line 2', 'after']);
  });

  it('leave out what does not fit while it changes, and stand whole at the end', () => {
    const stream = terminal(80, 6);
    const live = new LiveLines(stream);
    live.draw(lines(20));
    expect(shown(stream)).toEqual(['line 1', '… 16 lines above', 'line 18', 'line 19', 'line 20']);
    live.draw(lines(20));
    live.keep();
    const all = shown(stream);
    expect(all.slice(-20)).toEqual(lines(20));
  });

  it('count as the rows that they take', () => {
    const stream = terminal(10, 24);
    const live = new LiveLines(stream);
    live.draw(['x'.repeat(25), '\u001b[31m1234567890\u001b[39m']);
    stream.read();
    live.draw(['next']);
    expect(written(stream)).toContain('␛[4A');
  });
});
