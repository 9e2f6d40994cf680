import type { Failure } from "./refusal.ts";

/** Requests are made at most this often. */
const tries = 4;

/** The longest wait that is sat out, in seconds; GitHub may ask for up to an hour. */
const longestWait = 120;

/** GitHub's advice where it names no time: wait at least a minute. */
const waitWithoutTime = 60;

/**
 * How long to wait before a request is made again, in seconds; undefined when it would not help.
 *
 * Requests may be repeated whatever they do: trees and commits are named by their content, a ref or a pull request
 * that exists already is refused and then found.
 *
 * @param tried how often the request was made.
 * @param now milliseconds since 1970.
 */
export function waitBefore(tried: number, failure: Failure, now: number): number | undefined {
  if (tried >= tries) return undefined;
  const limited = rateLimitWait(failure, now);
  if (limited !== undefined) return limited <= longestWait ? limited : undefined;
  const passing = failure.status === undefined || failure.status >= 500;
  return passing ? 2 ** (tried - 1) : undefined;
}

/** What a rate limit asks for, in seconds; undefined when it is none. */
export function rateLimitWait({ status, reason, headers }: Failure, now: number): number | undefined {
  const after = secondsOf(headers["retry-after"]);
  if (status === 503 && after !== undefined) return after;
  if (status !== 403 && status !== 429) return undefined;
  if (after !== undefined) return after;
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = secondsOf(headers["x-ratelimit-reset"]);
    // One second more, so that the next try is after the reset and not at it.
    if (reset !== undefined) return Math.max(Math.ceil(reset - now / 1000), 0) + 1;
  }
  return status === 429 || /secondary rate limit/i.test(reason) ? waitWithoutTime : undefined;
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}
