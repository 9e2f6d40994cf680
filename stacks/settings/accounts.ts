import { z } from "zod";
import { day, email, oneOf, text, variableName, whole } from "./vocabulary.ts";

/** What a month may cost, and who hears of it. */
export const budget = z.strictObject({
  monthlyAmount: z.number().gt(0, "an amount above 0"),
  /** The first day of the month from which it counts. */
  from: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-01$/, "the first day of a month as YYYY-MM-01"),
  emails: z.array(email).min(1, "at least one address"),
  thresholdsPercent: z
    .array(whole(1, 1000, "percent"))
    .min(1, "at least one threshold")
    .max(4, "at most four thresholds")
    .default([80, 100]),
});

/** The AWS account of the audit archive and of the health monitors. */
export const aws = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region, for example us-east-1"),
  /** GitHub's OIDC provider: an account holds at most one, so it is often there already. */
  oidcProvider: oneOf(["existing", "create"], "whether the account has GitHub's OIDC provider").default(
    "existing",
  ),
  budget: budget.optional(),
});

/** The Doppler project whose configs hold the secrets. Its secrets are set by people, never by this program. */
export const doppler = z.strictObject({
  project: text("the Doppler project"),
  manage: oneOf(["existing", "create"], "whether the project is there already").default("existing"),
  /** Slug of the GitHub integration, which is connected once in Doppler's dashboard. */
  githubIntegration: text("the slug of Doppler's GitHub integration"),
});

/** The secrets an environment must have, by group, so that one missing name stops the preview (S000-ENV-01). */
export const secretSchema = z.strictObject({
  backend: z.record(z.string(), z.array(variableName).min(1, "at least one secret's name in each group")),
  frontend: z.array(variableName).default([]),
  /** What a value must be; checked without showing it (S001-VAR-02). */
  formats: z.record(variableName, oneOf(["aes-256-key"], "the form of the secret's value")).default({}),
  /** How long each value may last, in days, and when it was last replaced; all secrets or none (S004-SEC-02). */
  rotation: z
    .record(variableName, z.strictObject({ everyDays: whole(1, 3660, "days"), last: day }))
    .default({}),
});

/** The DNS zone of the application's domains, in Route 53. */
export const dns = z.strictObject({
  zone: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain name in lower case"),
  manage: oneOf(["existing", "create"], "whether the zone is there already").default("existing"),
  /** Who may issue certificates for its names, by the domain in CAA records; without any, whoever keeps the zone says. */
  certificateAuthorities: z
    .array(
      z.string().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain such as letsencrypt.org"),
    )
    .default([]),
});
