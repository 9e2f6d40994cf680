import { day } from "../../contract/words.ts";
import type { Finding } from "../failure.ts";

/** A choice that needs consent: why, and until when a migration with it may still be applied. */
export interface Consent {
  reason: string;
  /** The last day, as 2027-01-31. */
  until: string;
}

/** What a migration says of itself, by comments of the form `-- gatehouse: ...` above its first statement. */
export interface Markers {
  trivial: boolean;
  runOnce: boolean;
  losesData?: Consent;
  noTransaction?: Consent;
}

const line = /^\s*--\s*gatehouse:\s*(.*?)\s*$/i;
const consent = /^(loses-data|no-transaction)\s+until\s+(\S+?):\s*(\S.*)$/;
const words =
  "trivial, run-once, `loses-data until YYYY-MM-DD: REASON`, `no-transaction until YYYY-MM-DD: REASON`";

/** Reads the markers of a script. @param file for messages. */
export function readMarkers(sql: string, file: string): { markers: Markers; findings: Finding[] } {
  const markers: Markers = { trivial: false, runOnce: false };
  const findings: Finding[] = [];
  sql.split("\n").forEach((text, index) => {
    const [, said] = line.exec(text) ?? [];
    if (said === undefined || take(said, markers)) return;
    findings.push({
      file,
      line: index + 1,
      level: "refused",
      what: `The marker ${JSON.stringify(said)} is none.`,
      todo: `Allowed: ${words}.`,
    });
  });
  return { markers, findings };
}

function take(said: string, markers: Markers): boolean {
  if (said === "trivial") markers.trivial = true;
  else if (said === "run-once") markers.runOnce = true;
  else {
    const [, name, until = "", reason = ""] = consent.exec(said) ?? [];
    if (name === undefined || !day.safeParse(until).success) return false;
    markers[name === "loses-data" ? "losesData" : "noTransaction"] = { reason, until };
  }
  return true;
}
