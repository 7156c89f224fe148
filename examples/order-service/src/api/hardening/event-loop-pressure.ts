import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface EventLoopPressureOptions {
  /** The mean delay, in milliseconds, from which on there is too much to do; 0 for never. */
  readonly mostMilliseconds: number;
  /** Called when that begins and when it is over. */
  readonly onChange: (isTooHigh: boolean, milliseconds: number) => void;
}

const resolutionMilliseconds = 10;
const windowMilliseconds = 250;

/**
 * Tells whether the event loop gets behind: how late timers fire, on average over a quarter of a second. (A mean, so that one long pause
 * of the garbage collector is not taken for a crowd.) It is too high from the limit on, and low again only below half of it, so that it
 * does not flicker.
 */
export class EventLoopPressure {
  readonly #options: EventLoopPressureOptions;
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  readonly #timer: NodeJS.Timeout | undefined;
  #lookedAt = performance.now();
  #isTooHigh = false;

  constructor(options: EventLoopPressureOptions) {
    this.#options = options;
    if (options.mostMilliseconds === 0) return;
    this.#delay.enable();
    this.#timer = setInterval(() => this.#look(), windowMilliseconds).unref();
  }

  get isTooHigh(): boolean {
    return this.#isTooHigh;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #look(): void {
    const now = performance.now();
    const late = now - this.#lookedAt - windowMilliseconds;
    this.#lookedAt = now;
    // The loop may have stood still for so long that nothing was measured: then this very look is that late.
    const milliseconds = this.#delay.count === 0 ? late : this.#delay.mean / 1e6 - resolutionMilliseconds;
    this.#delay.reset();
    const { mostMilliseconds, onChange } = this.#options;
    const isTooHigh = milliseconds > (this.#isTooHigh ? mostMilliseconds / 2 : mostMilliseconds);
    if (isTooHigh === this.#isTooHigh) return;
    this.#isTooHigh = isTooHigh;
    onChange(isTooHigh, Math.round(milliseconds));
  }
}
