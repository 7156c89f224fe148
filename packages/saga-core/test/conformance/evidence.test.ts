// What the report shows: enough to see for oneself, and nothing that is secret.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ConformanceProgress,
  type ConformanceReport,
  conformance,
  conformanceText,
  type GuaranteeReport,
} from 'saga-core/conformance';
import { beforeAll, describe, expect, it } from 'vitest';

const token = 'Bearer a-token-that-nobody-else-may-see';

let report: ConformanceReport;
const progress: ConformanceProgress[] = [];

/** Applies whatever comes, and says again what it was told, the token too; its answers would move a terminal's cursor. */
beforeAll(async () => {
  let standing = 0;
  const server = createServer((request, response) => {
    standing += request.headers['saga-operation'] === 'compensate' ? -1 : 1;
    response.setHeader('set-cookie', 'session=1234');
    response.end(JSON.stringify({ youSent: request.headers.authorization, cursor: '\u001b[2J\u009b2J' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  report = await conformance({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    operations: {
      reserve: {
        run: ({ id }) => ({ path: '/reservations', body: { orderId: id }, headers: { 'x-tenant': 'test' } }),
        compensate: ({ id }) => ({ path: `/reservations/${id}`, method: 'DELETE' }),
        observe: () => standing,
      },
    },
    headers: async () => ({ authorization: token }),
    rounds: 2,
    concurrency: 2,
    seed: 11,
    onProgress: (each) => progress.push(each),
  });
  server.close();
  server.closeAllConnections();
});

const found = (name: GuaranteeReport['guarantee']): GuaranteeReport => {
  const guarantee = report.guarantees.find((each) => each.guarantee === name);
  if (guarantee === undefined) throw new Error(`The report says nothing of ${name}.`);
  return guarantee;
};

describe('the evidence', () => {
  it('has what was sent, answered and observed, in order', () => {
    const { evidence, ...late } = found('late-run');
    expect(late).toMatchObject({
      operation: 'reserve',
      verdict: 'fail',
      rule: 'R11',
      docs: 'docs/conformance.md#late-run',
      why: expect.stringContaining(
        'it must be refused (409 or 422 with Saga-Outcome: refused and the code ALREADY_COMPENSATED)',
      ),
    });
    expect(evidence).toMatchObject([
      {
        kind: 'exchange',
        request: { method: 'DELETE', headers: { 'Saga-Operation': 'compensate' } },
        answer: { status: 200 },
      },
      {
        kind: 'exchange',
        request: {
          method: 'POST',
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/reservations$/),
          headers: {
            'Saga-Step': 'reserve',
            'Saga-Operation': 'run',
            'Idempotency-Key': expect.stringMatching(/^conformance-[0-9a-f-]{36}\/reserve\/run$/),
            'Saga-Not-After': expect.stringMatching(/^\d{13}$/),
            'x-tenant': 'test',
            'content-type': 'application/json',
          },
          body: { orderId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      },
    ]);
  });

  it('has what was observed, in runs that stand', () => {
    const { why, evidence } = found('duplicate-run');
    expect(evidence.filter(({ kind }) => kind === 'observation')).toMatchObject([{ standing: 3 }]);
    expect(why).toBe('After three equal runs, 3 effects stand; it must be one.');
  });

  it('shows of a race the round that broke the guarantee', () => {
    const sagas = found('concurrent-run').evidence.flatMap((each) =>
      each.kind === 'exchange' ? [each.request.headers['Saga-Id']] : [],
    );
    expect(sagas).toHaveLength(2);
    expect(new Set(sagas).size).toBe(1);
  });

  it('holds neither the token nor a cookie, also where the participant said them again', () => {
    expect(JSON.stringify(report)).not.toContain('nobody-else');
    expect(JSON.stringify(report)).not.toContain('1234"');
    expect(JSON.stringify(report)).toContain('«redacted»');
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ passed: false, seed: 11, requests: expect.any(Number) });
  });

  it('comes with progress, one step for each guarantee', () => {
    expect(progress.map(({ guarantee }) => guarantee)).toEqual(report.guarantees.map(({ guarantee }) => guarantee));
    expect(progress.map(({ done }) => done)).toEqual([...progress.keys()]);
    expect(new Set(progress.map(({ total }) => total))).toEqual(new Set([report.guarantees.length]));
  });
});

describe('the text of a report', () => {
  it('names each guarantee once, with its verdict', () => {
    const lines = conformanceText(report, { evidence: false });
    expect(lines[0]).toBe('reserve');
    for (const { guarantee, verdict } of report.guarantees.filter((each) => each.verdict !== 'notApplicable')) {
      const named = lines.filter((line) => line.startsWith(`  ${verdict === 'pass' ? '✓' : '✗'} ${guarantee} `));
      expect(named, guarantee).toHaveLength(1);
    }
    expect(lines).toContainEqual(
      expect.stringMatching(
        /– not applicable: fence-before-run, fence-after-run, race-of-run-and-fence, patched-after-fence, as the operation has no `fence`/,
      ),
    );
  });

  it('says what came, what rule asks for something else, and where to read on', () => {
    const lines = conformanceText(report);
    expect(lines).toContainEqual(expect.stringContaining('After three equal runs, 3 effects stand'));
    expect(lines).toContainEqual(expect.stringContaining('R11; see docs/conformance.md#duplicate-run'));
    expect(lines).toContainEqual(expect.stringMatching(/^ +1\. POST http:.*\/api\/reservations$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ +Saga-Operation: run$/));
    expect(lines).toContainEqual(expect.stringMatching(/→ 200$/));
    expect(conformanceText(report, { evidence: false })).not.toContainEqual(expect.stringMatching(/→ 200$/));
  });

  it('counts, and names the seed', () => {
    const broken = report.guarantees.filter(({ verdict }) => verdict === 'fail').length;
    expect(conformanceText(report)).toContainEqual(
      expect.stringMatching(new RegExp(`, ${broken} broken, .*, seed 11\\.$`)),
    );
  });

  it('does not move the cursor, whatever the participant answered', () => {
    const withCursor = structuredClone(report);
    expect(conformanceText(withCursor).join('')).not.toMatch(/\p{Cc}/u);
    expect(JSON.stringify(withCursor)).toContain('\\u001b');
  });
});
