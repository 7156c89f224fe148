import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../api/running-process.ts';

/** One service of docker-compose.yml, the parts that tests look at. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy?: { readonly replicas: number };
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly tmpfs?: readonly string[];
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** docker-compose.yml as it is written, its anchors resolved. */
export const composeText = readFileSync(join(repository, 'docker-compose.yml'), 'utf8');
export const composeFile = parse(composeText, { merge: true }) as ComposeFile;

/** The processes of this project: what is built here, not pulled. */
export const processes = Object.entries(composeFile.services).filter(([, { build }]) => build !== undefined);

/** One `${…}` of the file: `${NAME:?message}` must be set, `${NAME:-default}` need not be. */
export interface Placeholder {
  readonly name: string;
  readonly kind: ':?' | ':-';
  readonly rest: string;
}

const placeholder = /\$\{([A-Z_]+)(:\?|:-)([^}]*)\}/g;

/** Every placeholder of a text. */
export function placeholdersOf(text: string): Placeholder[] {
  return [...text.matchAll(placeholder)].map(([, name = '', kind, rest = '']) => ({
    name,
    kind: kind as Placeholder['kind'],
    rest,
  }));
}

/** Fills a text in as compose does. @throws when something is missing that must be set */
export function filledIn(text: string, environment: Readonly<Record<string, string>>): string {
  return text
    .replace(placeholder, (_all, name: string, kind: string, rest: string) => {
      const value = environment[name];
      if (value) return value;
      if (kind === ':?') throw new Error(`${name} is missing: ${rest}`);
      return rest;
    })
    .replaceAll('$$', '$');
}
