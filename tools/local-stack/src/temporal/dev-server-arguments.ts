export interface DevServerOptions {
  readonly port: number;
  /** Undefined: workflows live in memory and end with the server. */
  readonly databaseFile?: string | undefined;
  /** Undefined: no UI. */
  readonly uiPort?: number | undefined;
  /** Besides what tunes the server, each `<key>=<JSON value>`. */
  readonly dynamicConfig?: readonly string[];
}

// Each poll of the dev server's single shard waits for a tick; at the default of 20 polls a second a workflow of four
// activities takes 450 ms, of which nearly all is waiting. With these it takes less than 100 ms.
const tuning = [
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.visibilityProcessorMaxPollRPS=5000',
  // A timer may fire up to this much late, so with the default of a second a retry after 100 ms takes a second and more.
  'history.timerProcessorMaxTimeShift="10ms"',
  'system.enableActivityEagerExecution=true',
  'system.enableEagerWorkflowStart=true',
];

// WAL with synchronous=normal doubles the throughput; it survives a killed process, though not a power cut.
const sqlitePragmas = ['journal_mode=wal', 'synchronous=normal'];

/** The arguments of `temporal` for a tuned development server on 127.0.0.1. */
export function devServerArguments(options: DevServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--log-level', 'error'],
    ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    ...['--search-attribute', 'SagaStatus=Keyword'],
    ...[...tuning, ...(options.dynamicConfig ?? [])].flatMap((value) => ['--dynamic-config-value', value]),
    ...(options.databaseFile === undefined ? [] : ['--db-filename', options.databaseFile]),
    ...(options.databaseFile === undefined ? [] : sqlitePragmas.flatMap((pragma) => ['--sqlite-pragma', pragma])),
  ];
}
