import { z } from "zod";
import type { MonitorRules } from "../../contract/watch.ts";
import { askOne, type Source } from "../../facts/tell.ts";
import type { Look } from "../finding.ts";

const runs = z.object({
  workflow_runs: z.array(z.object({ updated_at: z.iso.datetime({ offset: true }), html_url: z.string() })),
});

/**
 * A dead-man's switch: a scheduled workflow that has stopped succeeding tells nobody so itself. GitHub drops schedules
 * under load, and stops them after 60 days without activity.
 */
export function scheduleLook(
  { workflow, withinMinutes }: MonitorRules["schedules"][number],
  { source, now }: { source: () => Source; now: number },
): Look {
  return {
    check: "schedules",
    subject: workflow,
    async run() {
      const { data } = await askOne(
        source(),
        "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
        { workflow_id: workflow, status: "success", per_page: 1 },
        runs,
      );
      const [last] = data.workflow_runs;
      if (!last) return { verdict: "unknown", why: `${workflow} has not succeeded yet.` };
      const measured = Math.floor((now - Date.parse(last.updated_at)) / 60_000);
      const why = `${workflow} last succeeded ${measured} min ago (${last.html_url}); at most ${withinMinutes} min are allowed.`;
      return {
        verdict: measured <= withinMinutes ? "yes" : "no",
        why,
        measured,
        limit: withinMinutes,
        unit: "minutes",
      };
    },
  };
}
