import {
  askHttp,
  type HttpAnswer,
  type HttpAsk,
  type HttpFailure,
  isFailure,
} from "../../platforms/http/ask.ts";
import type { Probe } from "../contract/services.ts";
import { parseJson, shown, valueAt } from "./pointer.ts";

/** Milliseconds for an answer where a probe names none. */
export const usualAnswerMs = 10_000;

/** What came of one probe. */
export interface ProbeResult {
  ok: boolean;
  /** In one sentence, without anything of the answer but what was asked for. */
  why: string;
  ms: number;
  status: number | undefined;
}

export type AskHttp = (ask: HttpAsk) => Promise<HttpAnswer | HttpFailure>;

/** Asks once, and judges the answer. */
export async function runProbe(
  probe: Probe,
  base: string,
  { ask = askHttp, signal }: { ask?: AskHttp; signal?: AbortSignal | undefined } = {},
): Promise<ProbeResult> {
  const result = await ask({
    url: joined(base, probe.path),
    withinMs: probe.withinMs ?? usualAnswerMs,
    // A status that is a redirect is wanted itself.
    ...(probe.status !== undefined && probe.status >= 300 && probe.status < 400 ? { redirects: 0 } : {}),
    ...(signal ? { signal } : {}),
  });
  return judgeProbe(probe, result);
}

/** Judges an answer by what the probe demands of it. */
export function judgeProbe(probe: Probe, result: HttpAnswer | HttpFailure): ProbeResult {
  if (isFailure(result)) {
    return { ok: false, why: `${probe.path}: ${result.reason}.`, ms: result.ms, status: undefined };
  }
  const { status, ms } = result;
  const problem =
    statusProblem(probe, status) ?? contentProblem(probe, result.body) ?? timeProblem(probe, ms);
  const why = problem ? `${probe.path} ${problem}.` : `${probe.path} answered ${status} in ${ms} ms.`;
  return { ok: problem === undefined, why, ms, status };
}

function statusProblem({ status: wanted }: Probe, status: number): string | undefined {
  const fits = wanted === undefined ? status >= 200 && status < 300 : status === wanted;
  return fits ? undefined : `answered ${status}, not ${wanted ?? "200 to 299"}`;
}

function contentProblem({ contains, json = {} }: Probe, body: string): string | undefined {
  if (contains !== undefined && !body.includes(contains)) return `does not say ${JSON.stringify(contains)}`;
  const wanted = Object.entries(json);
  if (wanted.length === 0) return undefined;
  const parsed = parseJson(body);
  if (!parsed) return "answers no JSON";
  const wrong = wanted.find(([pointer, value]) => valueAt(parsed.document, pointer) !== value);
  if (!wrong) return undefined;
  const [pointer, value] = wrong;
  return `says ${shown(valueAt(parsed.document, pointer))} at ${pointer}, not ${shown(value)}`;
}

function timeProblem({ withinMs }: Probe, ms: number): string | undefined {
  return withinMs !== undefined && ms >= withinMs
    ? `took ${ms} ms; it must be below ${withinMs} ms`
    : undefined;
}

/** An address and a path below it. */
export function joined(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}${path}`;
}
