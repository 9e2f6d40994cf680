/**
 * Container images that jobs run or have beside them, by tag, each with the digest of its index for all platforms. The
 * digest was seen with this tag in two independent public repositories; `docker buildx imagetools inspect TAG` tells
 * today's.
 */
export const images = {
  // 0.69.4 to 0.69.6 were made by intruders (CVE-2026-33634).
  "ghcr.io/aquasecurity/trivy:0.69.3":
    "sha256:bcc376de8d77cfe086a917230e818dc9f8528e3c852f7b1aff648949b6258d1c",
  "postgres:17": "sha256:d74eeac9a635390a49bc21bd49fccd973de707e2a53a76ac49b552b8712ec46f",
} as const;

export type ImageName = keyof typeof images;
