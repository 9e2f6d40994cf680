import { z } from "zod";
import { text } from "./vocabulary.ts";

/** A tag's key or value that both AWS and Azure accept (their documents on tag restrictions). */
const tagText = (most: number) =>
  z
    .string()
    .regex(/^[\p{L}\p{N} _.:+=@-]+$/u, "letters, digits, spaces and _ . : + = - @")
    .max(most, `at most ${most} characters`);

const ownTags = ["application", "environment", "managed-by", "owner", "cost-centre", "data-class"];

/** What the application is called, and who answers and pays for it. */
export const application = z.strictObject({
  /** Prefix of every name in the clouds. */
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,30}$/,
      "2 to 31 lower-case letters, digits and hyphens, beginning with a letter",
    ),
  /** What the people who answer for it call it. */
  title: text("the application's name for people"),
  /** Who answers for it; a tag of every cloud resource. */
  owner: tagText(256),
  /** Who pays for it; a tag of every cloud resource. */
  costCentre: tagText(256),
  /** More tags of every cloud resource that can carry them. */
  tags: z
    .record(
      tagText(128).refine(
        (key) => !ownTags.includes(key.toLowerCase()),
        `not one of the tags that Gatehouse sets itself: ${ownTags.join(", ")}`,
      ),
      tagText(256),
    )
    .default({}),
});
