import { setTimeout } from 'node:timers/promises';
import { serviceToken } from '@saga/activities';
import type { Logger } from '@saga/process';
import type { Client } from '@temporalio/client';
import { type BarrierSweep, httpBarrierSweep, SagaClient } from 'saga-core/client';
import type { WorkerConfig } from './config.ts';

export interface ReportEndedSagasOptions {
  readonly client: Client;
  readonly config: Pick<WorkerConfig, 'serviceUrls' | 'serviceTokenSecret' | 'taskQueue' | 'endedSagasEvery'>;
  readonly logger: Logger;
}

/**
 * Tells the services from time to time which sagas have ended, so that they forget them. Every worker does, each a random part of the
 * time early: that costs little, and needs nobody who sees to it that one does.
 */
export function reportEndedSagas({ client, config, logger }: ReportEndedSagasOptions): { stop(): Promise<void> } {
  const { serviceUrls, serviceTokenSecret: secret, taskQueue, endedSagasEvery: every } = config;
  const sagas = new SagaClient({ client, taskQueue, statusAttribute: false });
  const participants: Record<string, BarrierSweep> = {};
  for (const [audience, url] of Object.entries(serviceUrls)) {
    participants[audience] = httpBarrierSweep({
      url: new URL('ended-sagas', url.endsWith('/') ? url : `${url}/`),
      within: 5_000,
      headers: async () => ({ 'x-service-token': await serviceToken({ secret, audience, subject: 'worker' }) }),
    });
  }
  const sweep = async (signal: AbortSignal): Promise<void> => {
    try {
      for (const [service, { failure, ...report }] of Object.entries(
        await sagas.reportEnded({ participants, signal }),
      )) {
        if (failure === undefined) logger.info({ service, ...report }, 'ended sagas reported');
        else logger.warn({ service, ...report, err: failure }, 'ended sagas could not all be reported, tried again');
      }
    } catch (error) {
      logger.warn({ err: error }, 'ended sagas could not be reported, tried again');
    }
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (every > 0 && !signal.aborted) {
      await setTimeout(every * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await sweep(signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
