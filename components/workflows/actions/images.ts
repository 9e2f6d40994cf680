/**
 * Container images that jobs may have beside them, by tag, each with the digest of its index for all platforms. The
 * digest was seen with this tag in two independent public repositories; `docker buildx imagetools inspect TAG` tells
 * today's.
 */
export const images = {
  "postgres:17": "sha256:d74eeac9a635390a49bc21bd49fccd973de707e2a53a76ac49b552b8712ec46f",
} as const;

export type ImageName = keyof typeof images;
