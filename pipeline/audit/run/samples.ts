import { z } from "zod";
import { moment } from "../../contract/words.ts";
import type { Attached } from "./attachment.ts";
import type { Draft } from "./derived.ts";

/** One look at a service. */
interface Sample {
  at: string;
  ok: boolean;
  /** Milliseconds; missing where there was no answer. */
  ms?: number | undefined;
  service: string;
  /** What was looked at: `health`, `api`, `frontend`. */
  kind: string;
}

const plain = z
  .looseObject({
    at: moment,
    ok: z.boolean(),
    ms: z.number().min(0).optional(),
    service: z.string().default(""),
    kind: z.string().min(1).default("health"),
  })
  .transform(({ at, ok, ms, service, kind }): Sample => ({ at, ok, ms, service, kind }));

/** As `watch --samples` keeps them: `backend health`, `backend deep health`, and figures that are no answers. */
const watched = z.looseObject({
  at: moment,
  signal: z.string(),
  state: z.string(),
  value: z.number().min(0).optional(),
});

/** What `monitor --record` keeps of one pass. */
const pass = z.looseObject({
  command: z.literal("monitor"),
  at: moment,
  findings: z.array(z.looseObject({ check: z.string(), subject: z.string(), verdict: z.string() })),
});

function samplesIn(content: unknown): Sample[] {
  const monitored = pass.safeParse(content).data;
  if (monitored) {
    const { at, findings } = monitored;
    return findings
      .filter(({ check, verdict }) => check === "availability" && verdict !== "unknown")
      .map(({ subject, verdict }) => ({ at, ok: verdict === "yes", service: subject, kind: "health" }));
  }
  const lists = [content, z.looseObject({ samples: z.unknown() }).safeParse(content).data?.samples];
  return lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((one) => {
      const own = plain.safeParse(one).data;
      if (own) return [own];
      const { at, signal, state, value } = watched.safeParse(one).data ?? {};
      const [, service, kind] = /^(.+?) (health|deep health)$/.exec(signal ?? "") ?? [];
      if (!at || !service || !kind || (state !== "good" && state !== "bad")) return [];
      return [{ at, ok: state === "good", ms: value, service, kind: kind.replace(" ", "-") }];
    });
}

/** As many samples as one record holds. */
const mostObservations = 5000;

/**
 * The metrics that samples stand for, by service and kind: `health-response-time` in milliseconds, of those that were
 * answered, and `availability` in percent of all. The samples go in, so that percentiles over longer spans can be had.
 */
export function metricDrafts({ content }: Attached, commit: string): Draft[] {
  const groups = Map.groupBy(samplesIn(content), ({ service, kind }) => `${service} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const parts = Array.from({ length: Math.ceil(group.length / mostObservations) }, (_, at) =>
      group.slice(at * mostObservations, (at + 1) * mostObservations),
    );
    return parts.flatMap((part) => ofPart(part, commit));
  });
}

function ofPart(samples: readonly Sample[], commit: string): Draft[] {
  const [first] = samples;
  if (!first) return [];
  const { service, kind } = first;
  const moments = samples.map(({ at }) => new Date(at).toISOString()).sort();
  const span = { from: moments[0], to: moments.at(-1) };
  const answered = samples.flatMap(({ ok, ms }) => (ok && ms !== undefined ? [ms] : []));
  const up = samples.map(({ ok }) => (ok ? 1 : 0));
  const shared = { commit, ...span, ...(service && { service }) };
  return [
    {
      type: "metric",
      body: {
        ...shared,
        name: kind === "health" ? "availability" : `${kind}-availability`,
        unit: "percent",
        value: (100 * up.reduce<number>((sum, one) => sum + one, 0)) / up.length,
        samples: up.length,
        observations: up,
      },
    },
    ...(answered.length === 0
      ? []
      : [
          {
            type: "metric" as const,
            body: {
              ...shared,
              name: `${kind}-response-time`,
              unit: "milliseconds",
              value: answered.reduce((sum, one) => sum + one, 0) / answered.length,
              samples: answered.length,
              observations: answered,
            },
          },
        ]),
  ];
}
