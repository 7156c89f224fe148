/** What the harness asks the process that keeps a Restate server. */
export interface RestateServerApi {
  /** Starts the server, with its data in a new folder below `folder`. */
  start(folder: string): Promise<RestateServerFacts>;
}

export interface RestateServerFacts {
  readonly pid: number;
  readonly version: string;
  readonly ingressUrl: string;
  readonly adminUrl: string;
}
