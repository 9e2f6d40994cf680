import { z } from "zod";
import { askJson } from "../../../platforms/http/figure.ts";
import type { ThirdParties } from "../../contract/watch.ts";
import type { Look, Seen } from "../finding.ts";

/** Atlassian's status pages: `none`, `minor`, `major`, `critical`, and `maintenance` where it is planned. */
const statuspage = z.object({ status: z.object({ indicator: z.string(), description: z.string() }) });

/** Stripe's own page. */
const stripe = z.object({ largestatus: z.string(), message: z.string().default("") });

/** What those say on whom the application depends. It is told, and it is nobody's release. */
export function thirdPartyLook(subject: string, { status, format }: ThirdParties[string]): Look {
  return {
    check: "third-parties",
    subject,
    async run() {
      if (format === "stripe") {
        const found = await askJson({ url: status }, stripe);
        if ("missing" in found) return missing(subject, found.missing);
        return seen(subject, found.data.largestatus, found.data.message, ["up"], ["degraded"]);
      }
      const found = await askJson({ url: status }, statuspage);
      if ("missing" in found) return missing(subject, found.missing);
      const { indicator, description } = found.data.status;
      return seen(subject, indicator, description, ["none"], ["minor", "maintenance"]);
    },
  };
}

function missing(subject: string, why: string): Seen {
  return { verdict: "unknown", why: `${subject}'s status page: ${why}.` };
}

/** Less than an outage is told, and is none. */
function seen(
  subject: string,
  word: string,
  description: string,
  well: readonly string[],
  less: readonly string[],
): Seen {
  const said = `${subject} says ${word}${description ? `: ${description}` : ""}.`;
  return { verdict: well.includes(word) || less.includes(word) ? "yes" : "no", why: said };
}
