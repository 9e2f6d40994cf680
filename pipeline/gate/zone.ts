const minuteInMs = 60_000;
const dayInMs = 24 * 60 * minuteInMs;

/** A moment as the people of a zone have it. */
export interface LocalTime {
  /** As `2027-01-31`. */
  day: string;
  /** 0 is Monday, as in ISO 8601. */
  weekday: number;
  /** Since midnight by the clock on the wall, fractions included. */
  minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/** What the zone's clock is ahead of UTC at a moment (milliseconds since 1970), in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** The local time at a moment. It always exists and is only one, whatever the zone does with its clock. */
export function localTime(zone: string, at: number): LocalTime {
  const wall = new Date(at + offsetAt(zone, at));
  return {
    day: wall.toISOString().slice(0, 10),
    weekday: (wall.getUTCDay() + 6) % 7,
    minutes:
      (wall.getTime() - Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate())) / minuteInMs,
  };
}

/**
 * The moments in (from, until] at which the zone's clock shows one of these minutes of a day, and those at which it is
 * put forward or back, in order. Between two of them nothing that is told by those minutes can change.
 */
export function edgesBetween(
  zone: string,
  minutes: readonly number[],
  from: number,
  until: number,
): number[] {
  const changes = changesBetween(zone, from, until);
  const edges = new Set(changes);
  // A wall-clock time is reached once in each stretch of one offset, if at all.
  const starts = [from, ...changes];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? until;
    const offset = offsetAt(zone, start);
    const firstDay = Math.floor((start + offset) / dayInMs) * dayInMs;
    for (let midnight = firstDay; midnight - offset <= end; midnight += dayInMs) {
      for (const minute of minutes) {
        const at = midnight + minute * minuteInMs - offset;
        if (at > from && at >= start && at <= end) edges.add(at);
      }
    }
  }
  return [...edges].sort((one, other) => one - other);
}

/** A zone keeps an offset for weeks at least; two changes within so short a time would be missed. */
const scanStep = dayInMs / 4;

/** The moments in (from, until] at which the zone's clock is put forward or back. */
function changesBetween(zone: string, from: number, until: number): number[] {
  const changes: number[] = [];
  for (let low = from; low < until; low += scanStep) {
    const high = Math.min(low + scanStep, until);
    if (offsetAt(zone, low) !== offsetAt(zone, high)) changes.push(changeWithin(zone, low, high));
  }
  return changes;
}

/** The first moment of the new offset, to the second. */
function changeWithin(zone: string, from: number, until: number): number {
  const before = offsetAt(zone, from);
  let low = Math.floor(from / 1000);
  let high = Math.ceil(until / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}
