import type { Request } from 'express';
import type { ListedStatus } from 'saga-core/client';
import { listedStatuses } from '../browser/wire.ts';
import { ConsoleProblem } from '../problems/console-problem.ts';

/** Which sagas are asked for. */
export interface ListQuery {
  readonly status?: ListedStatus;
  /** The name of a saga's definition. */
  readonly saga?: string;
  /** Part of an id or of a name, or a whole id. */
  readonly search?: string;
  /** How many are left out, being on earlier pages. */
  readonly offset: number;
}

const longestSearch = 1_000;

/** @throws ConsoleProblem `INVALID_QUERY` */
export function readListQuery({ url }: Request): ListQuery {
  // By itself: how `request.query` is read is the host's setting.
  const parameters = new URL(url, 'http://console').searchParams;
  const status = parameters.get('status') || undefined;
  const saga = parameters.get('saga') || undefined;
  const search = parameters.get('search')?.trim() || undefined;
  const offset = Number(parameters.get('offset') ?? '0');
  if (status !== undefined && !isListedStatus(status))
    throw invalid(`No saga has this status; give one of ${listedStatuses.join(', ')}.`);
  if (saga !== undefined && !/^[A-Za-z][\w-]{0,254}$/.test(saga))
    throw invalid("No saga is called so: a name begins with a letter and has only letters, digits, '_' and '-'.");
  if (search !== undefined && search.length > longestSearch)
    throw invalid(`Search for at most ${longestSearch} characters.`);
  if (!Number.isSafeInteger(offset) || offset < 0) throw invalid('The offset is a whole number, 0 or more.');
  return {
    offset,
    ...(status !== undefined && { status }),
    ...(saga !== undefined && { saga }),
    ...(search !== undefined && { search }),
  };
}

function isListedStatus(status: string): status is ListedStatus {
  return (listedStatuses as readonly string[]).includes(status);
}

function invalid(detail: string): ConsoleProblem {
  return new ConsoleProblem('INVALID_QUERY', detail);
}
