import { z } from "zod";
import { askJson, type Figure, type Span } from "../http/figure.ts";

export interface PrometheusAccess {
  /** For example `https://prometheus.example.com`. */
  address: string;
  token?: string | undefined;
}

const point = z.tuple([z.number(), z.string()]);

/** Prometheus, "HTTP API": what `/api/v1/query` answers. */
const answer = z.object({
  status: z.literal("success"),
  data: z.discriminatedUnion("resultType", [
    z.object({ resultType: z.literal("vector"), result: z.array(z.object({ value: point })) }),
    z.object({ resultType: z.literal("scalar"), result: point }),
  ]),
});

/** Asks for the one number that a query gives at the span's end; `$window` in it stands for the span's length. */
export async function askPrometheus(
  { address, token }: PrometheusAccess,
  query: string,
  { from, to }: Span,
): Promise<Figure> {
  const window = `${Math.max(1, Math.round((to - from) / 1000))}s`;
  const search = new URLSearchParams({ query: query.replaceAll("$window", window), time: String(to / 1000) });
  const found = await askJson(
    {
      url: `${address.replace(/\/+$/, "")}/api/v1/query?${search}`,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    },
    answer,
  );
  if ("missing" in found) return found;
  const { data } = found.data;
  const points = data.resultType === "scalar" ? [data.result] : data.result.map(({ value }) => value);
  if (points.length > 1)
    return { missing: `the query gives ${points.length} series, and one is needed: sum or average them` };
  const [first] = points;
  const value = Number(first?.[1] ?? Number.NaN);
  // Without requests a rate is 0 / 0.
  return Number.isFinite(value)
    ? { value }
    : { missing: "the query gives no number for this time", empty: true };
}
