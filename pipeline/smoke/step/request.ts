import { type HttpAnswer, type HttpFailure, isFailure } from "../../../platforms/http/ask.ts";
import { parseJson, shown, valueAt } from "../../probe/pointer.ts";
import { joined, usualAnswerMs } from "../../probe/probe.ts";
import type { Request, Step } from "../suite/schema.ts";
import { filled, filledText } from "../suite/template.ts";
import type { SmokeWorld } from "../world.ts";
import { done, failed, type StepResult } from "./result.ts";
import type { Values } from "./values.ts";

/** The header by which a service, its logs and its limits can tell a smoke test from people. */
export const markHeader = "x-gatehouse-smoke";

/** The longest wait that a service may ask for. */
const longestWaitMs = 10_000;

interface At {
  base: string;
  values: Values;
  signal: AbortSignal;
}

/** Makes a step's request, and judges the answer. @throws MissingValue */
export async function requestStep(
  step: Step,
  request: Request,
  { base, values, signal }: At,
  { ask }: Pick<SmokeWorld, "ask">,
): Promise<StepResult> {
  const { lookUp } = values;
  const body = request.json === undefined ? undefined : JSON.stringify(filled(request.json, lookUp));
  const headers = Object.entries(request.headers).map(([name, value]) => [name, filledText(value, lookUp)]);
  const asked = {
    url: joined(base, filledText(request.path, lookUp, encodeURIComponent)),
    method: request.method,
    headers: {
      [markHeader]: values.lookUp("mark") ?? "",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...Object.fromEntries(headers),
    },
    ...(body === undefined ? {} : { body }),
    withinMs: step.expect.within ?? usualAnswerMs,
    ...(wantsRedirect(step) ? { redirects: 0 } : {}),
    signal,
  };
  const answers = await Promise.all(Array.from({ length: request.times ?? 1 }, () => ask(asked)));
  const results = answers.map((answer) => judge(step, answer, values));
  const good = results.find(({ kind }) => kind === "done");
  if (good) return good;
  const [first = failed("no answer")] = results;
  if (request.times === undefined || first.kind !== "failed") return first;
  return failed(`none of ${request.times} answers is as it must be: ${first.why}`);
}

function wantsRedirect({ expect: { status } }: Step): boolean {
  return [status].flat().some((one) => one !== undefined && one >= 300 && one < 400);
}

function judge(step: Step, answer: HttpAnswer | HttpFailure, values: Values): StepResult {
  if (isFailure(answer)) {
    const neverArrived = answer.failed === "refused" || answer.failed === "name";
    return { kind: "failed", why: answer.reason, neverArrived };
  }
  const { status, within } = step.expect;
  const wanted = status === undefined ? undefined : [status].flat();
  const fits = wanted ? wanted.includes(answer.status) : answer.status >= 200 && answer.status < 300;
  if (!fits) {
    const why = `answered ${answer.status}, not ${wanted?.join(" or ") ?? "200 to 299"}`;
    return { kind: "failed", why, neverArrived: answer.status === 429, ...waitOf(answer) };
  }
  if (within !== undefined && answer.ms >= within) {
    return failed(`took ${answer.ms} ms; it must be below ${within} ms`);
  }
  return judgeBody(step, answer.body, values);
}

function judgeBody({ expect, capture }: Step, body: string, values: Values): StepResult {
  if (expect.contains !== undefined && !body.includes(filledText(expect.contains, values.lookUp))) {
    return failed(`does not say ${JSON.stringify(expect.contains)}`);
  }
  const wanted = Object.entries(expect.json ?? {});
  const captures = Object.entries(capture);
  if (wanted.length + captures.length === 0) return done;
  const parsed = parseJson(body);
  if (!parsed) return failed("answers no JSON");
  for (const [pointer, value] of wanted) {
    const right = filled(value, values.lookUp);
    const found = valueAt(parsed.document, pointer);
    if (found !== right) return failed(`says ${shown(found)} at ${pointer}, not ${shown(right)}`);
  }
  for (const [name, pointer] of captures) {
    const found = valueAt(parsed.document, pointer);
    if (typeof found !== "string" && typeof found !== "number") return failed(`has no value at ${pointer}`);
    values.capture(name, String(found));
  }
  return done;
}

function waitOf({ status, headers }: HttpAnswer): { waitMs?: number } {
  const after = headers.get("retry-after") ?? "";
  if ((status !== 429 && status !== 503) || !/^\d{1,4}$/.test(after)) return {};
  return { waitMs: Math.min(Number(after) * 1000, longestWaitMs) };
}
