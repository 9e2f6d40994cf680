/** Whether a migration took longer than it may without anybody being told; the limit itself is still in time. */
export function isSlow(milliseconds: number, limitSeconds: number): boolean {
  return milliseconds > limitSeconds * 1000;
}

/**
 * Tells while work still runs that it takes too long (S002-MIG-10: after five minutes, not at them).
 *
 * @param told is called at most once.
 */
export async function watched<Result>(
  limitSeconds: number,
  told: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(told, limitSeconds * 1000 + 1);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
