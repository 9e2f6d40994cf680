import { describe, expect, it } from "vitest";
import { answerTo, signals } from "../../../pipeline/release/signal.ts";

describe("a signal after a release", () => {
  it.each(["tests", "health", "anomaly"] as const)("S000-RB-01: %s rolls back", (signal) => {
    expect(answerTo({ signal, minutes: 5 }, 15)).toBe("roll back");
  });

  it.each(["smoke", "migration", "health"] as const)("S002-RB-01: %s rolls back", (signal) => {
    expect(answerTo({ signal, minutes: 15 }, 15)).toBe("roll back");
  });

  it("S002-RB-01: health that goes after 15 minutes raises an alert instead", () => {
    expect(answerTo({ signal: "health", minutes: 15.1 }, 15)).toBe("alert");
  });

  it.each(["error-rate", "latency", "security-alert"] as const)(
    "S003-RB-01: %s rolls back while it is watched",
    (signal) => {
      expect(answerTo({ signal, minutes: 29 }, 30)).toBe("roll back");
      expect(answerTo({ signal, minutes: 31 }, 30)).toBe("alert");
    },
  );

  it("none of them keeps a fresh release", () => {
    for (const signal of signals) expect(answerTo({ signal, minutes: 0 }, 15)).toBe("roll back");
  });
});
