import type { AnySaga } from 'saga-core';
import type { SagaClient } from 'saga-core/client';

/** Which sagas somebody should look at, a line each. */
export async function lookAfter(sagas: SagaClient, saga: AnySaga): Promise<string[]> {
  const lines: string[] = [];
  for await (const { id } of sagas.list({ saga, status: 'needsAttention' })) lines.push(`${id} waits for a decision`);
  for await (const { id, startedAt } of sagas.list({ saga, status: 'compensating' }))
    lines.push(`${id}, started ${startedAt}, is being undone`);
  for await (const orphan of sagas.findOrphans({ saga })) {
    if ('unreadable' in orphan) lines.push(`${orphan.id} was broken off, and can't be read: ${orphan.unreadable}`);
    else if (orphan.irreversible) lines.push(`${orphan.id} was broken off after its pivot was sent`);
    else lines.push(`${orphan.id} was broken off, and not undone: ${orphan.undos.join(', ')}`);
  }
  return lines;
}
