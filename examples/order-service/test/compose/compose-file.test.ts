// No Docker engine is needed here: the file is held against the Compose specification, and all that it names must exist.
// That the processes start with exactly these commands and variables is held by production.test.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { repository } from '../api/running-process.ts';
import { composeFile, composeText, placeholdersOf, processes } from './compose-file.ts';
import { composeSpecification } from './compose-specification.ts';

const services = Object.entries(composeFile.services);
const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8');
const example = readFileSync(join(repository, '.env.example'), 'utf8');
const exampleNames = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({ name, value }));

/** What a process takes for unset when it is empty. */
const mayBeUnset = [
  ...['JWT_JWKS_URL', 'JWT_PUBLIC_KEY', 'PAYLOAD_ENCRYPTION_KEYS', 'AMQP_URL', 'INVENTORY_RESERVE_BY'],
  ...['PARTICIPANT_MAX_CALLS', 'PARTICIPANT_REST_MS', 'ENDED_SAGAS_EVERY_MS', 'TRUST_PROXY', 'CORS_ALLOWED_ORIGINS'],
  ...['RATE_LIMIT_PER_TOKEN', 'RATE_LIMIT_PER_ADDRESS', 'SAGA_TIMEOUT_SCALE'],
];

describe('docker-compose.yml', () => {
  it('follows the Compose specification', () => {
    const ajv = new Ajv({ allErrors: true, strictTuples: false });
    const valid = ajv.validate(composeSpecification, composeFile);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('is accepted by docker compose itself', ({ skip }) => {
    const found = ['docker compose', 'docker-compose'].find((command) => {
      const [program = '', ...rest] = command.split(' ');
      return spawnSync(program, [...rest, 'version']).status === 0;
    });
    if (found === undefined) {
      skip('docker compose is not installed; where it is, npm test -- examples/order-service/test/compose asks it');
      return;
    }
    const [program = '', ...rest] = found.split(' ');
    const all = Object.fromEntries(exampleNames.map(({ name }) => [name, 'x'.repeat(40)]));
    const { status, stderr } = spawnSync(program, [...rest, 'config', '--quiet'], {
      cwd: repository,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...all },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has the whole system: Temporal with its pages, two workers, each service with a database of its own', () => {
    expect(Object.keys(composeFile.services).sort()).toEqual(
      [
        ...['order', 'inventory', 'payment', 'notification', 'order-api'].flatMap((name) => [name, `${name}-database`]),
        ...['temporal', 'temporal-database', 'temporal-namespace', 'temporal-schema', 'temporal-ui', 'worker'],
      ].sort(),
    );
    expect(composeFile.services.worker?.deploy?.replicas).toBe(2);
  });

  it('names only what there is: services, networks, volumes, files', () => {
    for (const [name, { depends_on = {}, networks, volumes = [], build }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const target = composeFile.services[other];
        expect(target, `${name} depends on ${other}`).toBeDefined();
        if (condition === 'service_healthy') expect(target?.healthcheck, `${other} has a health check`).toBeDefined();
        else expect(target?.restart, `${other} ends`).toMatch(/^on-failure/);
        const meet = target?.networks.filter((network) => networks.includes(network));
        expect(meet, `${name} reaches ${other}`).not.toEqual([]);
      }
      for (const network of networks) expect(Object.keys(composeFile.networks)).toContain(network);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(statSync(join(repository, source)).isFile(), source).toBe(true);
        else expect(Object.keys(composeFile.volumes)).toContain(source);
      }
      if (build !== undefined) expect(existsSync(join(repository, build, 'Dockerfile'))).toBe(true);
    }
  });

  it('connects every address that a process is given to the service that listens there', () => {
    for (const [name, { environment = {}, networks }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        const [, host, port] = /(?:^|\/\/|@)([a-z][a-z-]*):(\d+)(?:\/|$)/.exec(value.replace(/\$\{.*?\}/g, 'x')) ?? [];
        if (host === undefined) continue;
        const target = composeFile.services[host];
        const listens = target?.environment?.PORT ?? (host === 'temporal' ? '7233' : '5432');
        expect(`${name} ${variable}: ${port}`).toBe(`${name} ${variable}: ${listens}`);
        expect(
          target?.networks.some((network) => networks.includes(network)),
          `${name} reaches ${host}`,
        ).toBe(true);
      }
    }
  });

  it('lets each database be reached by its own service only', () => {
    for (const [name, { networks }] of services.filter(([service]) => service.endsWith('-database'))) {
      expect(networks).toHaveLength(1);
      const owner = name.replace('-database', '');
      const neighbours = services.filter(([, other]) => other.networks.some((network) => networks.includes(network)));
      const expected = owner === 'temporal' ? ['temporal-database', 'temporal-schema', 'temporal'] : [name, owner];
      expect(neighbours.map(([neighbour]) => neighbour).sort()).toEqual([...expected].sort());
      expect(composeFile.networks[networks[0] ?? '']?.internal).toBe(true);
    }
  });

  it('lets each service run as a role that is not the one that owns its tables', () => {
    for (const [name, { environment = {} }] of processes.filter(([process]) => process !== 'worker')) {
      const [used, owned] = ['', '_OWNER'].map((role) => {
        const variable = `${name.replace('-', '_').toUpperCase()}${role}_DATABASE_URL`;
        return new URL((environment[variable] ?? '').replace(/\$\{(\w+).*?\}/, '$1'));
      });
      const made = composeFile.services[`${name}-database`]?.environment;
      const passwordOf = (variable: string) => placeholdersOf(made?.[variable] ?? '').map((each) => each.name);
      expect(used?.username).toBe(made?.SERVICE_ROLE);
      expect([used?.password]).toEqual(passwordOf('SERVICE_PASSWORD'));
      expect(owned?.username).toBe(made?.OWNER_ROLE);
      expect([owned?.password]).toEqual(passwordOf('OWNER_PASSWORD'));
      expect(used?.username).not.toBe(owned?.username);
      expect(used?.password).not.toBe(owned?.password);
      // The script names the database after its owner.
      expect([used?.pathname, owned?.pathname]).toEqual([`/${made?.OWNER_ROLE}`, `/${made?.OWNER_ROLE}`]);
    }
  });

  it('tells workers and API the same about encryption, and all that send or take events the same about RabbitMQ', () => {
    const given = (variable: string) =>
      processes.flatMap(([name, { environment = {} }]) =>
        environment[variable] ? [`${name} ${environment[variable]}`] : [],
      );
    expect(given('PAYLOAD_ENCRYPTION_KEYS').sort()).toEqual(
      ['order-api', 'worker'].map((name) => `${name} \${PAYLOAD_ENCRYPTION_KEYS:-}`),
    );
    expect(given('AMQP_URL').sort()).toEqual(
      ['inventory', 'notification', 'order', 'worker'].map((name) => `${name} \${AMQP_URL:-}`),
    );
  });

  it('lets the limits of the order API and the time of its sagas be set', () => {
    const { environment = {} } = composeFile.services['order-api'] ?? {};
    const variables = ['RATE_LIMIT_PER_TOKEN', 'RATE_LIMIT_PER_ADDRESS', 'SAGA_TIMEOUT_SCALE'];
    expect(variables.map((variable) => environment[variable])).toEqual(
      variables.map((variable) => `\${${variable}:-}`),
    );
  });

  it('publishes the order API and Temporal’s pages, to this machine only', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual(['temporal-ui 127.0.0.1:8080:8080', 'order-api 127.0.0.1:3000:3000']);
  });

  it('gives no container more than it needs', () => {
    for (const [name, { cap_drop, security_opt, read_only, restart }] of services) {
      expect({ name, cap_drop, security_opt }).toEqual({
        name,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      if (name !== 'temporal-ui') expect(read_only, name).toBe(true);
      expect(restart, name).toBeDefined();
    }
    for (const [name, { user }] of processes) expect(user, name).toBe('node');
  });

  it('pins every image that it pulls to a version', () => {
    for (const [name, { image, build }] of services) {
      if (build === undefined) expect(image, name).toMatch(/:\d+\.\d+/);
    }
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) {
      if (image !== 'dependencies' && image !== 'build') {
        expect(image).toBe(`node:${manifest.devDependencies.node}-slim`);
      }
    }
  });

  it('has no secret in it and no default for one, and .env.example names all that is to be set, empty', () => {
    const asked = placeholdersOf(composeText);
    for (const { name, kind, rest } of asked) {
      if (kind === ':-') expect({ name, rest }).toEqual({ name: expect.toBeOneOf(mayBeUnset), rest: '' });
    }
    for (const [name, { environment = {} }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (!/PASSWORD|SECRET|PWD|DATABASE_URL/.test(variable)) continue;
        expect(
          placeholdersOf(value).map(({ kind }) => kind),
          `${name} ${variable}`,
        ).toEqual([':?']);
      }
    }
    expect([...new Set(asked.map(({ name }) => name))].sort()).toEqual(exampleNames.map(({ name }) => name).sort());
    expect(exampleNames.filter(({ value }) => value !== '')).toEqual([{ name: 'JWT_AUDIENCE', value: 'order-api' }]);
    const ignored = spawnSync('git', ['check-ignore', '--quiet', '.env'], { cwd: repository });
    expect(ignored.status === 0 || !existsSync(join(repository, '.git'))).toBe(true);
  });

  it('runs files that the image has, each built from a source that there is', () => {
    for (const [name, { command = [], entrypoint }] of processes) {
      expect(entrypoint, name).toBeUndefined();
      const [program, main = ''] = command;
      expect(program).toBe('node');
      expect(existsSync(join(repository, main.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))), main).toBe(true);
      const dist = main.slice(0, main.indexOf('/dist/') + '/dist'.length);
      expect(dockerfile).toContain(`COPY --from=build /app/${dist} ${dist}`);
    }
  });

  it('puts every package into the image that a process is made of', () => {
    const inImage = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)\/dist /gm)].map(
      ([, folder]) => folder ?? '',
    );
    for (const folder of inImage) expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/`);
    const read = (folder: string) =>
      JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8')) as {
        name: string;
        dependencies: Record<string, string>;
      };
    const names = inImage.map((folder) => read(folder).name);
    const ours = (name: string) => name.startsWith('@saga/') || name === 'saga-core';
    for (const folder of inImage) {
      expect(names).toEqual(expect.arrayContaining(Object.keys(read(folder).dependencies).filter(ours)));
    }
  });
});
