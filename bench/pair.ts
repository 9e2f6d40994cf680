/** Minimum, median and maximum of some figures. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** Two things measured in pairs; the ratio is that of each pair, so that a busy moment falls on both. */
export interface Comparison {
  one: Spread;
  other: Spread;
  ratio: Spread;
}

/** Runs both in pairs, taking turns at who goes first, after one pair that warms caches and does not count. */
export async function compare(
  runs: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
  onPair: (done: number) => void,
): Promise<Comparison> {
  await one();
  await other();
  const pairs: { one: number; other: number }[] = [];
  for (let run = 0; run < runs; run++) {
    if (run % 2 === 0) {
      const first = await one();
      pairs.push({ one: first, other: await other() });
    } else {
      const first = await other();
      pairs.push({ one: await one(), other: first });
    }
    onPair(run + 1);
  }
  return {
    one: spreadOf(pairs.map((pair) => pair.one)),
    other: spreadOf(pairs.map((pair) => pair.other)),
    ratio: spreadOf(pairs.map((pair) => pair.one / pair.other)),
  };
}

/** @throws RangeError when there are no figures. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError("There are no figures to spread");
  }
  return { min, median: (low + high) / 2, max };
}

export function spread({ min, median, max }: Spread): string {
  return [min, median, max].map((figure) => figure.toFixed(2)).join(" / ");
}
