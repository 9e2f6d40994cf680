import type { Mute } from "../contract/watch.ts";
import type { Finding } from "./finding.ts";

/** Marks findings that planned maintenance explains. They are kept: only nobody is told, and nothing fails. */
export function muted(finding: Finding, mutes: readonly Mute[], now: number): Finding {
  if (finding.verdict === "yes") return finding;
  const mute = mutes.find(
    ({ from, to, services }) =>
      now >= Date.parse(from) &&
      now < Date.parse(to) &&
      (services.length === 0 || services.includes(finding.subject)),
  );
  return mute ? { ...finding, muted: `maintenance until ${mute.to}: ${mute.reason}` } : finding;
}
