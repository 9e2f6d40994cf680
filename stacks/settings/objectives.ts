import { z } from "zod";
import { whole } from "./vocabulary.ts";

const percent = z.number().gt(0, "a share in percent above 0").max(100, "a share in percent, at most 100");
const milliseconds = whole(1, 600_000, "milliseconds");
const minutes = whole(1, 24 * 60, "minutes");

/** What the team promises, recorded with every release and measured against it (seed 004's SLAs and DORA figures). */
export const objectives = z
  .strictObject({
    healthP99: milliseconds.optional(),
    apiP95: milliseconds.optional(),
    frontendP90: milliseconds.optional(),
    continuousIntegration: minutes.optional(),
    meanTimeToRecovery: minutes.optional(),
    meanTimeToDetection: minutes.optional(),
    deploymentSuccess: percent.optional(),
    changeFailure: percent.optional(),
  })
  .prefault({});
