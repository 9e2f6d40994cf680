import { expect, it } from "vitest";
import { sumOfTree, watchMemory } from "../../../start/measure/memory.ts";

it("adds up a process and all that it started, and nobody else", () => {
  const processes = [
    { pid: 1, parent: 0, resident: 1000 },
    { pid: 10, parent: 1, resident: 100 },
    { pid: 11, parent: 10, resident: 20 },
    { pid: 12, parent: 11, resident: 3 },
    { pid: 20, parent: 1, resident: 5000 },
  ];
  expect(sumOfTree(processes, 10)).toBe(123);
  expect(sumOfTree(processes, 99)).toBe(0);
});

it("sees at least this process, and says how it looked", async () => {
  const end = watchMemory();
  await new Promise((done) => setTimeout(done, 50));
  const { bytes, method } = end();
  expect(bytes).toBeGreaterThan(20_000_000);
  expect(bytes).toBeLessThan(20_000_000_000);
  expect(method).toMatch(/resident memory .* every 250 ms/);
});
