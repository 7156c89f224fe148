import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PortChoice } from './choose-port.ts';
import { LocalStackError } from './local-stack-error.ts';

/** What `npm run start:stack` reads from the environment. */
export interface StackSettings {
  readonly dataDir: string;
  readonly temporalPort: PortChoice;
  readonly postgresPort: PortChoice;
  readonly envFile: string | undefined;
  readonly temporalUi: boolean;
}

// The same folder whatever the current one is: <project>/.data/stack, seen from src and from dist alike.
const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** @throws LocalStackError `BAD_PORT` */
export function stackSettings(environment: NodeJS.ProcessEnv): StackSettings {
  const { DATA_DIR, STACK_ENV_FILE, TEMPORAL_UI } = environment;
  return {
    dataDir: DATA_DIR ? resolve(DATA_DIR) : join(projectFolder, '.data', 'stack'),
    temporalPort: portChoice(environment, 'TEMPORAL_PORT', 7233),
    postgresPort: portChoice(environment, 'POSTGRES_PORT', 5432),
    envFile: STACK_ENV_FILE ? resolve(STACK_ENV_FILE) : undefined,
    temporalUi: TEMPORAL_UI === 'true',
  };
}

function portChoice(environment: NodeJS.ProcessEnv, name: string, preferably: number): PortChoice {
  const text = environment[name];
  if (!text) return { preferably };
  const exactly = Number(text);
  if (/^\d+$/.test(text) && exactly >= 1 && exactly <= 65_535) return { exactly };
  throw new LocalStackError(
    'BAD_PORT',
    `${name} is "${text}", which is no port. Set it to a whole number from 1 to 65535, or to nothing for ${preferably}.`,
  );
}
