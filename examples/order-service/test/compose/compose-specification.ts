// The part of the Compose specification that docker-compose.yml uses, written down from the specification's text as a JSON
// schema. It is closed everywhere: whatever the file uses beyond it must be looked up and added here first.

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text, minItems: 1, uniqueItems: true } as const;
const command = { type: 'array', items: text, minItems: 1 } as const;
const name = '^[a-zA-Z0-9._-]+$';
/** Such as `1m30s`. */
const duration = { type: 'string', pattern: '^(\\d+(us|ms|s|m|h))+$' } as const;

function closed(properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

function named(items: unknown) {
  return { type: 'object', patternProperties: { [name]: items }, additionalProperties: false } as const;
}

const service = closed(
  {
    image: { type: 'string', pattern: '^[a-z0-9./_-]+(:[\\w.-]+)?(@sha256:[0-9a-f]{64})?$' },
    build: text,
    command,
    entrypoint: command,
    environment: {
      type: 'object',
      // Numbers and booleans would be allowed; quoted they can't be read as anything else (an unquoted `no` is false).
      patternProperties: { '^[A-Za-z_][A-Za-z0-9_]*$': { type: 'string' } },
      additionalProperties: false,
    },
    depends_on: named(
      closed({ condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } }, [
        'condition',
      ]),
    ),
    healthcheck: closed(
      {
        test: { type: 'array', items: [{ enum: ['CMD', 'CMD-SHELL'] }], additionalItems: text, minItems: 2 },
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer', minimum: 1 },
      },
      ['test'],
    ),
    deploy: closed({ replicas: { type: 'integer', minimum: 1 } }),
    networks: texts,
    ports: { type: 'array', items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d+:\\d+$' }, uniqueItems: true },
    volumes: { type: 'array', items: { type: 'string', pattern: '^[^:]+:/[^:]+(:ro)?$' }, uniqueItems: true },
    tmpfs: texts,
    user: text,
    init: { type: 'boolean' },
    read_only: { type: 'boolean' },
    restart: { type: 'string', pattern: '^(no|always|unless-stopped|on-failure(:\\d+)?)$' },
    cap_drop: texts,
    security_opt: texts,
    stop_signal: { type: 'string', pattern: '^SIG[A-Z]+$' },
    stop_grace_period: duration,
  },
  ['image', 'networks'],
);

export const composeSpecification = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: named(service),
    networks: named(closed({ internal: { type: 'boolean' } })),
    volumes: named(closed({})),
  },
  patternProperties: { '^x-': {} },
  additionalProperties: false,
  required: ['services'],
} as const;
