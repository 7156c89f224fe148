// Pact's native library reports its use over the network unless this is set before it is loaded: import this file first.
process.env.PACT_DO_NOT_TRACK = 'true';
