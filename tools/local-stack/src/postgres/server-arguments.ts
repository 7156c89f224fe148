export interface PostgresServerOptions {
  readonly folder: string;
  readonly port: number;
  /** True: what was committed survives a power cut. False: as fast as it goes, for data that is thrown away. */
  readonly durable: boolean;
}

const throwaway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** The arguments of `postgres`: on 127.0.0.1 only, and with nothing of a row or a parameter in its log. */
export function postgresArguments(options: PostgresServerOptions): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_error_verbosity=terse',
    'log_min_error_statement=panic',
    'log_min_messages=fatal',
    ...(options.durable ? [] : throwaway),
  ];
  return ['-D', options.folder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])];
}
