import { type Command, InvalidArgumentError, Option } from 'commander';
import { milliseconds } from '../../definition/duration.ts';

/** What says where Temporal is, and how long it may take. */
export interface ConnectionChoice {
  readonly address?: string;
  readonly namespace?: string;
  readonly profile?: string;
  /** Milliseconds. */
  readonly within: number;
}

const settings = `Temporal is where --address and --namespace say, else TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, else the profile
of Temporal's own configuration file, else 127.0.0.1:7233 and default. TLS and an API key come from there too, never from the
command line: TEMPORAL_TLS*, TEMPORAL_API_KEY. Encrypted payloads are read with PAYLOAD_ENCRYPTION_KEYS.`;

/** Adds the options that all commands have that ask Temporal. */
export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--address <host:port>', 'where Temporal is').helpGroup('Connection:'))
    .addOption(new Option('--namespace <name>', "the sagas' namespace").helpGroup('Connection:'))
    .addOption(new Option('--profile <name>', "a profile of Temporal's configuration file").helpGroup('Connection:'))
    .addOption(
      new Option('--within <time>', 'how long one question may take, such as 30s')
        .argParser(span)
        .default(10_000, '10s')
        .helpGroup('Connection:'),
    )
    .addHelpText('after', `\n${settings}`);
}

function span(text: string): number {
  try {
    return milliseconds(text as never, '--within');
  } catch {
    throw new InvalidArgumentError('Give a length of time, such as 30s or 2m.');
  }
}
