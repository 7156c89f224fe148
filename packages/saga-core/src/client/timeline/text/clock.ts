/** Tells times in one zone. */
export interface Clock {
  /** `2026-11-22 06:12:01.123 UTC`. */
  readonly moment: (at: string) => string;
  /** The same without date and zone. */
  readonly time: (at: string) => string;
}

/** @throws RangeError when there is no such time zone */
export function clockOf(zone: string): Clock {
  const format = formatOf(zone);
  const partsOf = (at: string) => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return { day: '', time: at };
    const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
    return {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      time: `${parts.hour}:${parts.minute}:${parts.second}.${parts.fractionalSecond}`,
    };
  };
  return {
    moment: (at) => {
      const { day, time } = partsOf(at);
      return [day, time, zone].filter((part) => part !== '').join(' ');
    },
    time: (at) => partsOf(at).time,
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
  } catch (error) {
    throw new RangeError(
      `There is no time zone ${JSON.stringify(zone)}; give one of the IANA database, such as 'UTC' or 'Europe/Berlin'.`,
      { cause: error },
    );
  }
}
