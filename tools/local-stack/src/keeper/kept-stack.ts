import { choosePort } from '../choose-port.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { keepPostgres } from './keep-postgres.ts';
import { keepTemporal } from './keep-temporal.ts';
import type { KeeperContext } from './keeper-context.ts';
import type { KeeperEvent, KeptPart, KeptStackFacts } from './keeper-event.ts';
import type { KeeperRequest } from './keeper-request.ts';
import type { KeptProcess } from './kept-process.ts';
import { StackFolder } from './stack-folder.ts';

/** Temporal and Postgres together: started at the same time, stopped whatever state they are in. */
export class KeptStack {
  readonly #emit: (event: KeeperEvent) => void;
  readonly #abort = new AbortController();
  readonly #owned: KeptProcess[] = [];
  readonly #atEnd: (() => Promise<void>)[] = [];
  #starting: Promise<KeptStackFacts> | undefined;

  constructor(emit: (event: KeeperEvent) => void) {
    this.#emit = emit;
  }

  start(request: KeeperRequest): Promise<KeptStackFacts> {
    this.#starting = this.#start(request);
    return this.#starting;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#stopOwned();
    // A start that is under way ends by the abort; its failure is told to whoever called `start`.
    await this.#starting?.catch(() => undefined);
    await this.#stopOwned();
    for (const work of this.#atEnd.reverse()) await work();
  }

  async #start(request: KeeperRequest): Promise<KeptStackFacts> {
    const folder = await StackFolder.open(request.dataDir);
    this.#atEnd.push(() => folder.close());
    this.#emit({ event: 'folder', folder: folder.path, temporary: folder.temporary });
    const record = () =>
      folder.record({
        parent: request.parentPid,
        temporal: this.#pidOf('temporal'),
        postgres: this.#pidOf('postgres'),
      });
    record();
    await checkPorts(request);
    const context: KeeperContext = {
      request,
      folder,
      signal: this.#abort.signal,
      emit: this.#emit,
      onPidChange: record,
      own: (kept) => this.#own(kept),
      finallyDo: (work) => this.#atEnd.push(work),
    };
    const [temporal, postgres] = await this.#bothOrNeither(
      keepTemporal(context),
      request.databases.length > 0 ? keepPostgres(context) : Promise.resolve(undefined),
    );
    return {
      temporalSource: temporal.source,
      temporalAddress: temporal.address,
      temporalPid: temporal.process?.pid ?? null,
      postgresPid: postgres?.process.pid ?? null,
      postgresAdminUrl: postgres?.adminUrl ?? null,
      databaseUrls: postgres?.databaseUrls ?? {},
    };
  }

  /** The first failure stops what the other part is still doing, and is the one that is told. */
  async #bothOrNeither<First, Second>(first: Promise<First>, second: Promise<Second>): Promise<[First, Second]> {
    try {
      return await Promise.all([first, second]);
    } catch (error) {
      this.#abort.abort();
      await this.#stopOwned();
      await Promise.allSettled([first, second]);
      throw error;
    }
  }

  #own(kept: KeptProcess): void {
    if (this.#abort.signal.aborted) throw new LocalStackError('STOPPED', 'Told to stop while the local stack started.');
    this.#owned.push(kept);
  }

  async #stopOwned(): Promise<void> {
    await Promise.all(this.#owned.map((kept) => kept.stop()));
  }

  #pidOf(part: KeptPart): number | null {
    return this.#owned.findLast((kept) => kept.part === part)?.pid ?? null;
  }
}

/** A port that was set and is taken is told before anything long begins. */
async function checkPorts({ temporalPort, postgresPort, databases }: KeeperRequest): Promise<void> {
  if (!process.env.TEMPORAL_ADDRESS) await choosePort(temporalPort, 'temporal');
  if (databases.length > 0) await choosePort(postgresPort, 'postgres');
}
