import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.ts";

/** `npm run test:deep`: what takes too long for every change, as often as the variables say. */
export default mergeConfig(
  usual,
  defineConfig({
    test: {
      env: {
        GATEHOUSE_KILLS: "20",
        GATEHOUSE_DEEP: "1",
        GATEHOUSE_WRITER_SEEDS: "8",
        GATEHOUSE_GENERATED: process.env["GATEHOUSE_GENERATED"] ?? "15",
      },
      // mergeConfig joins lists: what is usual is left out by name.
      exclude: [
        "test/!(e2e|pipeline)/**",
        "test/e2e/!(kill|generated).test.ts",
        "test/pipeline/*.test.ts",
        "test/pipeline/!(gate|audit|migrate)/**",
        "test/pipeline/audit/!(writers).test.ts",
        "test/pipeline/migrate/!(kill).test.ts",
        "test/pipeline/gate/!(zone|when|offsets|models).test.ts",
      ],
    },
  }),
);
