import { z } from "zod";
import { oneOf, text } from "./vocabulary.ts";

/** The AWS account of the audit archive and of the health monitors. */
export const aws = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region, for example us-east-1"),
  /** GitHub's OIDC provider: an account holds at most one, so it is often there already. */
  oidcProvider: oneOf(["existing", "create"], "whether the account has GitHub's OIDC provider").default(
    "existing",
  ),
});

/** The Doppler project whose configs hold the secrets. Its secrets are set by people, never by this program. */
export const doppler = z.strictObject({
  project: text("the Doppler project"),
  /** Slug of the GitHub integration, which is connected once in Doppler's dashboard. */
  githubIntegration: text("the slug of Doppler's GitHub integration"),
});

const secretName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "a secret's name: capitals, digits and _");

/** The secrets an environment must have, by group, so that one missing name stops the preview (S000-ENV-01). */
export const secretSchema = z.strictObject({
  backend: z.record(z.string(), z.array(secretName).min(1, "at least one secret's name in each group")),
  frontend: z.array(secretName).default([]),
});
