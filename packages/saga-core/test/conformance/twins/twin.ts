import type { Pool } from 'pg';
import type { GuaranteeName } from 'saga-core/conformance';
import type { CarefulParticipant } from '../careful-participant.ts';
import type { HttpSide } from '../serve-participant.ts';

/** A participant that is wrong in one thing, which somebody may well have written so. */
export interface Twin {
  /** What is wrong with it. */
  readonly wrong: string;
  readonly participant: (pool: Pool) => CarefulParticipant;
  readonly http?: HttpSide;
  /** Which of the operations shows it. Default `reserve`. */
  readonly operation?: 'reserve' | 'settle';
  /** What it breaks, and nothing else. */
  readonly breaks: readonly GuaranteeName[];
  /** What it breaks where a race happens to go that way. */
  readonly mayBreak?: readonly GuaranteeName[];
  /** It shows in races, so it is given several rounds. */
  readonly inRaces?: true;
  /** The kit has to ask it again and again, which takes its time. */
  readonly slow?: true;
}
