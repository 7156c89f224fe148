import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface EventLoopPressureOptions {
  /** The mean delay, in milliseconds, from which on there is too much to do; 0 for never. */
  readonly mostMilliseconds: number;
  /** Called when requests begin to be refused, and when none is any more. */
  readonly onChange: (isTooHigh: boolean, milliseconds: number) => void;
}

const resolutionMilliseconds = 10;
const windowMilliseconds = 250;
const raise = 0.25;
const lower = 0.1;
const mostShare = 0.95;

/**
 * Says which share of the requests to refuse so that the event loop keeps up. Measured is how late timers fire, on average over a quarter
 * of a second (a mean, so that one long pause of the garbage collector is not taken for a crowd). Over the limit the share grows, below
 * half of it it shrinks, and in between it stays. It is never all: refusing costs something too, and of a crowd that repeats without
 * waiting nobody would ever be served.
 */
export class EventLoopPressure {
  readonly #options: EventLoopPressureOptions;
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  #lookedAt = performance.now();
  #share = 0;
  #due = 0;

  constructor(options: EventLoopPressureOptions) {
    this.#options = options;
    if (options.mostMilliseconds === 0) return;
    this.#delay.enable();
    setInterval(() => this.#look(), windowMilliseconds).unref();
  }

  /** Whether to refuse this one. */
  refuses(): boolean {
    this.#due += this.#share;
    if (this.#due < 1) return false;
    this.#due -= 1;
    return true;
  }

  #look(): void {
    const now = performance.now();
    const late = now - this.#lookedAt - windowMilliseconds;
    this.#lookedAt = now;
    // The loop may have stood still for so long that nothing was measured: then this very look is that late.
    const milliseconds = this.#delay.count === 0 ? late : this.#delay.mean / 1e6 - resolutionMilliseconds;
    this.#delay.reset();
    const { mostMilliseconds, onChange } = this.#options;
    const before = this.#share;
    if (milliseconds > mostMilliseconds) this.#share = Math.min(mostShare, before + raise);
    // Sums of tenths: what is left of one is none.
    else if (milliseconds < mostMilliseconds / 2) this.#share = before - lower < 1e-6 ? 0 : before - lower;
    if (this.#share > 0 !== before > 0) onChange(this.#share > 0, Math.round(milliseconds));
  }
}
