import { z } from "zod";
import { email, variableName } from "./vocabulary.ts";

/**
 * Where people are told. Addresses of channels that are secrets (a Slack webhook, a PagerDuty key) are named here and
 * kept in Doppler.
 */
export const notifications = z
  .strictObject({
    emails: z.array(email).default([]),
    slackWebhookSecret: variableName.optional(),
    pagerDutyKeySecret: variableName.optional(),
    smtp: z
      .strictObject({
        host: z.string().regex(/^[a-z0-9.-]+$/i, "a host name"),
        port: z.int("a port").min(1, "a port").max(65_535, "a port").default(587),
        from: email,
        userSecret: variableName.optional(),
        passwordSecret: variableName.optional(),
      })
      .optional(),
  })
  .prefault({});
