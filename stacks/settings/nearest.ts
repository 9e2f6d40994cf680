import { closest, distance } from "fastest-levenshtein";

/** The known word nearest to `given`, if it is near enough to be a slip of the hand: at most a third of it differs. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const best = closest(given, known);
  return distance(given, best) <= Math.max(1, Math.floor(given.length / 3)) ? best : undefined;
}
