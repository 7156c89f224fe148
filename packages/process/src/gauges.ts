import { Gauge, type Registry } from 'prom-client';
import type { Logger } from './logger.ts';
import { settleWithin } from './settle-within.ts';

/** What is read anew each time that somebody asks for metrics: several figures of several things, such as of an outbox and an inbox. */
export interface Gauges<Name extends string = string> {
  /** What each gauge tells, by its name. */
  readonly help: Readonly<Record<Name, string>>;
  /** The label that says of what. */
  readonly label: string;
  /** Gives the figures of each, by the label's value. One that rejects, or takes over two seconds, is left out: no figure is better than an old one. */
  readonly read: Readonly<Record<string, () => Promise<Readonly<Record<Name, number>>>>>;
}

const patienceMilliseconds = 2_000;

/** Registers gauges. The metrics of one request share one reading. Why one is left out is logged once. */
export function registerGauges<Name extends string>(
  registry: Registry,
  { help, label, read }: Gauges<Name>,
  logger: Logger,
): void {
  const unreadable = new Set<string>();
  let reading: Promise<unknown> | undefined;
  const gauges = Object.entries<string>(help).map(([name, text]) => ({
    name: name as Name,
    gauge: new Gauge({ name, help: text, labelNames: [label], registers: [registry], collect: () => readAll() }),
  }));

  async function readOne(what: string, figures: () => Promise<Readonly<Record<Name, number>>>): Promise<void> {
    const labels = { [label]: what };
    try {
      const found = figures();
      await settleWithin(patienceMilliseconds, found, `no figures within ${patienceMilliseconds} ms`);
      const values = await found;
      for (const { name, gauge } of gauges) gauge.set(labels, values[name]);
      unreadable.delete(what);
    } catch (error) {
      if (!unreadable.has(what)) logger.warn({ err: error, ...labels }, 'figures for the metrics cannot be read');
      unreadable.add(what);
      for (const { gauge } of gauges) gauge.remove(labels);
    }
  }

  async function readAll(): Promise<void> {
    reading ??= Promise.all(Object.entries(read).map(([what, figures]) => readOne(what, figures))).finally(() => {
      reading = undefined;
    });
    await reading;
  }
}
