/** Where Temporal came from. `address`: a server that somebody else runs; every other way: an executable to start. */
export type TemporalSource =
  | { readonly way: 'TEMPORAL_ADDRESS'; readonly address: string }
  | {
      readonly way: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download' | 'go install';
      readonly executable: string;
      /** What `temporal --version` printed. */
      readonly version: string;
    };

export function describeTemporalSource(source: TemporalSource): string {
  switch (source.way) {
    case 'TEMPORAL_ADDRESS':
      return `Temporal: the server at ${source.address}, as TEMPORAL_ADDRESS says`;
    case 'TEMPORAL_CLI_PATH':
      return `Temporal: ${source.executable}, as TEMPORAL_CLI_PATH says (${source.version})`;
    case 'PATH':
      return `Temporal: ${source.executable}, found on PATH (${source.version})`;
    case 'cache':
      return `Temporal: ${source.executable}, from the cache (${source.version})`;
    case 'download':
      return `Temporal: ${source.executable}, downloaded (${source.version})`;
    case 'go install':
      return `Temporal: ${source.executable}, built with go install (${source.version})`;
  }
}
