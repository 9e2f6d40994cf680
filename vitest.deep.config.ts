import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.ts";

/** `npm run test:deep`: what takes too long for every change. Twenty killed runs in place of three. */
export default mergeConfig(
  usual,
  defineConfig({
    test: {
      env: { GATEHOUSE_KILLS: "20" },
      // mergeConfig joins lists: what is usual is left out by name.
      exclude: ["test/!(e2e)/**", "test/e2e/!(kill).test.ts"],
    },
  }),
);
