import { z } from 'zod';
import type { JsonObject } from './json-object.ts';

/** Which side of a schema is told: what it takes, or what it gives. */
export type SchemaSide = 'input' | 'output';

/** Schemas that have a name in the document, so that whoever reads it, or makes a client from it, finds each once. */
export class SchemaComponents {
  readonly #side: SchemaSide;
  readonly #registry = z.registry<{ id: string }>();

  constructor(side: SchemaSide, named: Readonly<Record<string, z.ZodType>>) {
    this.#side = side;
    for (const [id, schema] of Object.entries(named)) this.#registry.add(schema, { id });
  }

  /** All of them, by name. */
  schemas(): JsonObject {
    const { schemas } = z.toJSONSchema(this.#registry, { io: this.#side, uri: pathOf, override });
    return Object.fromEntries(
      Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
    );
  }

  /** What stands for a schema in the document: a reference, or the schema itself where it has no name. */
  reference(schema: z.ZodType): JsonObject {
    const id = this.#registry.get(schema)?.id;
    if (id !== undefined) return { $ref: pathOf(id) };
    const { $schema: _dialect, ...whole } = z.toJSONSchema(schema, { io: this.#side, override });
    return whole;
  }
}

function pathOf(id: string): string {
  return `#/components/schemas/${id}`;
}

// `readOnly` means "only in answers" in OpenAPI, and "not assignable" in TypeScript, which is where ours comes from. And a pattern
// says nothing of what is no string: a query parameter that is told as a number is checked as the text that it is.
function override({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly;
  if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
}
