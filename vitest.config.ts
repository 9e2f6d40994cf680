import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two files at a time: tests on the real engine start processes of their own.
    maxWorkers: 2,
    testTimeout: 20_000,
    reporters: ["default"],
  },
});
