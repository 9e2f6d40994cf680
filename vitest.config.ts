import { defineConfig } from "vitest/config";

const results = process.env["GATEHOUSE_TEST_RESULTS"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/engine.ts"],
    // Two files at a time: tests on the real engine start processes of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: results ? ["default", ["json", { outputFile: results }]] : ["default"],
  },
});
