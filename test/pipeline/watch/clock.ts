/** A clock that goes on only when somebody waits. */
export interface FakeClock {
  now(): number;
  wait(seconds: number): Promise<void>;
  /** Lets time pass without anybody waiting, as a slow answer does. */
  pass(ms: number): void;
}

export function fakeClock(start: number): FakeClock {
  let at = start;
  return {
    now: () => at,
    wait: async (seconds) => {
      at += Math.round(seconds * 1000);
    },
    pass: (ms) => {
      at += ms;
    },
  };
}
