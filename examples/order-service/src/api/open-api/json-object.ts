/** A piece of a JSON document. */
export type JsonObject = Record<string, unknown>;
